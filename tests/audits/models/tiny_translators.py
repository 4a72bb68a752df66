"""Translators of every family, tiny and untrained, saved as their users save them."""

import json

SENTENCES = [
    f"{who} {word} ."
    for who in ("hän on", "she is a", "he is a", "She is", "He is")
    for word in ("doctor", "nurse", "teacher", "cook", "baker", "lääkäri", "opettaja")
]
SIZE = {
    "d_model": 16, "encoder_layers": 1, "decoder_layers": 1, "encoder_attention_heads": 2,
    "decoder_attention_heads": 2, "encoder_ffn_dim": 32, "decoder_ffn_dim": 32,
    "max_position_embeddings": 64,
}  # fmt: skip


def pieces(folder):
    """A sentencepiece model of the sentences above; its path and its pieces with scores."""
    import sentencepiece

    (folder / "text.txt").write_text("\n".join(SENTENCES * 5), encoding="utf-8")
    sentencepiece.SentencePieceTrainer.train(
        input=str(folder / "text.txt"), model_prefix=str(folder / "sp"), vocab_size=80,
        hard_vocab_limit=False, minloglevel=2, character_coverage=1.0,
    )  # fmt: skip
    found = sentencepiece.SentencePieceProcessor(str(folder / "sp.model"))
    size = range(3, found.get_piece_size())
    return folder / "sp.model", [(found.id_to_piece(i), found.get_score(i)) for i in size]


def save(kind, folder):
    """Save a model of this kind into `folder`; returns the folder."""
    import torch
    import transformers as hf

    torch.manual_seed(1)
    spm, found = pieces(folder)
    out = folder / kind
    special = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)]
    if kind == "m2m":
        vocab = {piece: i for i, (piece, _) in enumerate([*special, *found])}
        (folder / "vocab.json").write_text(json.dumps(vocab), encoding="utf-8")
        tokenizer = hf.M2M100Tokenizer(
            vocab_file=str(folder / "vocab.json"), spm_file=str(spm), src_lang="fi", tgt_lang="en"
        )
        size = max(tokenizer.lang_code_to_id.values()) + 10
        config = hf.M2M100Config(vocab_size=size, **SIZE)
        model = hf.M2M100ForConditionalGeneration(config)
    elif kind == "nllb":
        words = {w for s in SENTENCES for w in "".join(c if c != " " else " ▁" for c in s)}
        vocab = {piece: i for i, (piece, _) in enumerate(special)}
        vocab |= {w: i + 4 for i, w in enumerate(sorted({*words, "▁", " "}))}
        tokenizer = hf.NllbTokenizer(vocab=vocab, merges=[], src_lang="fin_Latn",
                                     tgt_lang="eng_Latn")  # fmt: skip
        config = hf.M2M100Config(vocab_size=len(tokenizer) + 4, **SIZE)
        model = hf.M2M100ForConditionalGeneration(config)
    elif kind == "mbart50":
        tokenizer = hf.MBart50Tokenizer(
            vocab=[*special, *found], src_lang="fi_FI", tgt_lang="en_XX"
        )
        config = hf.MBartConfig(vocab_size=len(tokenizer) + 4, decoder_start_token_id=2, **SIZE)
        model = hf.MBartForConditionalGeneration(config)
    elif kind == "t5":
        tokenizer = hf.T5Tokenizer(
            vocab=[("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), *found], extra_ids=0
        )
        config = hf.T5Config(
            vocab_size=len(tokenizer) + 4, d_model=16, d_kv=8, d_ff=32, num_layers=1, num_heads=2,
            decoder_start_token_id=0,
        )  # fmt: skip
        model = hf.T5ForConditionalGeneration(config)
    else:
        raise ValueError(kind)
    model.save_pretrained(out)
    tokenizer.save_pretrained(out)
    return out
