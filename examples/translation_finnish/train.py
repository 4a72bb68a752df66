"""Train `marian-fi-en-small` from Tatoeba's sentence pairs; an hour on two CPU cores.

Run: python examples/translation_finnish/train.py PAIRS OUT [MINUTES]
PAIRS: text, a pair a line: English, a tab, Finnish (gzip or plain). OUT: a folder to be made.
"""

import gzip
import json
import random
import sys
import time
from pathlib import Path

import sentencepiece
import torch
import transformers as hf

LONGEST_LETTERS, HELD_OUT, ROWS, WARM_STEPS, PEAK = 60, 500, 128, 300, 2e-3


def read_pairs(path):
    """(Finnish, English), short ones only."""
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as file:
        rows = (line.rstrip("\n").split("\t") for line in file)
        pairs = [(row[1], row[0]) for row in rows if len(row) >= 2]
    return [pair for pair in pairs if max(map(len, pair)) < LONGEST_LETTERS]


def make_tokenizer(pairs, out):
    """One sentencepiece model for both languages, saved as Marian's tokenizer reads it."""
    text = out / "text.txt"
    text.write_text("\n".join(side for pair in pairs for side in pair), encoding="utf-8")
    sentencepiece.SentencePieceTrainer.train(
        input=str(text), model_prefix=str(out / "joint"), vocab_size=6000, eos_id=0, unk_id=1,
        bos_id=-1, pad_id=-1, minloglevel=2, character_coverage=1.0,
    )  # fmt: skip
    text.unlink()
    (out / "joint.vocab").unlink()
    model = (out / "joint.model").rename(out / "source.spm")
    (out / "target.spm").write_bytes(model.read_bytes())
    pieces = sentencepiece.SentencePieceProcessor(str(model))
    vocabulary = {pieces.id_to_piece(i): i for i in range(pieces.get_piece_size())}
    vocabulary["<pad>"] = len(vocabulary)
    (out / "vocab.json").write_text(json.dumps(vocabulary, ensure_ascii=False), encoding="utf-8")
    settings = {
        "source_lang": "fi", "target_lang": "en", "model_max_length": 128,
        "separate_vocabs": False, "tokenizer_class": "MarianTokenizer",
    }  # fmt: skip
    (out / "tokenizer_config.json").write_text(json.dumps(settings), encoding="utf-8")
    return pieces, vocabulary["<pad>"]


def make_network(pad):
    """Two layers a side, d 192."""
    return hf.MarianMTModel(
        hf.MarianConfig(
            vocab_size=pad + 1, d_model=192, encoder_layers=2, decoder_layers=2,
            encoder_attention_heads=4, decoder_attention_heads=4, encoder_ffn_dim=768,
            decoder_ffn_dim=768, dropout=0.15, max_position_embeddings=128, pad_token_id=pad,
            eos_token_id=0, forced_eos_token_id=0, decoder_start_token_id=pad, bos_token_id=0,
            scale_embedding=True, activation_function="relu",
        )
    )  # fmt: skip


def padded(rows, fill):
    width = max(map(len, rows))
    return torch.tensor([row + [fill] * (width - len(row)) for row in rows])


def train(network, batches, pad, minutes):
    """Adam with warm-up and a rate that falls to the end of the time."""
    optimiser = torch.optim.AdamW(
        network.parameters(), lr=PEAK, betas=(0.9, 0.98), weight_decay=0.01
    )
    start, step = time.monotonic(), 0
    network.train()
    while True:
        random.shuffle(batches)
        for batch in batches:
            spent = (time.monotonic() - start) / (60 * minutes)
            if spent >= 1:
                return
            for group in optimiser.param_groups:
                group["lr"] = PEAK * min(1, step / WARM_STEPS) * (1 - 0.95 * spent)
            source, target = padded([a for a, _ in batch], pad), padded([b for _, b in batch], -100)
            logits = network(
                input_ids=source, attention_mask=(source != pad).long(), labels=target
            ).logits
            loss = torch.nn.functional.cross_entropy(
                logits.flatten(0, 1), target.flatten(), ignore_index=-100, label_smoothing=0.1
            )
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            step += 1
            if step % 100 == 0:
                print(f"{spent:4.0%} of the time, step {step}, loss {loss.item():.3f}", flush=True)


def main():
    pairs_file, out = Path(sys.argv[1]), Path(sys.argv[2])
    minutes = float(sys.argv[3]) if len(sys.argv) > 3 else 55
    random.seed(0)
    torch.manual_seed(0)
    torch.set_num_threads(2)
    pairs = read_pairs(pairs_file)
    random.shuffle(pairs)
    out.mkdir(parents=True)
    pieces, pad = make_tokenizer(pairs[HELD_OUT:], out)
    tokens = sorted(
        (([*pieces.encode(a), 0], [*pieces.encode(b), 0]) for a, b in pairs[HELD_OUT:]),
        key=lambda pair: len(pair[0]) + len(pair[1]),
    )
    network = make_network(pad)
    train(network, [tokens[at : at + ROWS] for at in range(0, len(tokens), ROWS)], pad, minutes)
    network.eval().save_pretrained(out)
    held_out = json.dumps(pairs[:HELD_OUT], ensure_ascii=False)
    out.with_suffix(".held-out.json").write_text(held_out, encoding="utf-8")


if __name__ == "__main__":
    main()
