"""Gendered translation: a naive loop of `generate`, batched generation, CTranslate2, forced choice.

Marian of 6+6 layers, d 512, random weights that end where a real one would (an untrained network
seldom stops, so every engine makes the same number of tokens). Process CPU seconds, one thread.
Run: python -m benchmarks.bench_translation [sentences]
"""

import json
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import sentencepiece
import torch
import transformers as hf

from audits.models.huggingface.ctranslate2 import convert
from audits.models.huggingface.language_codes import language_codes_of
from audits.models.huggingface.translation import FolderTranslator
from audits.translation.word_lists import sources

TOKENS = 12
SUBSET = 60  # the naive loop is timed on so many, and scaled


def translator(folder: Path) -> FolderTranslator:
    """Marian 6+6, d 512, with the vocabulary size of a published pair."""
    lines = [s.text for code in ("fi", "hu", "et") for s in sources(code, SETS)]
    (folder / "text.txt").write_text("\n".join(lines), encoding="utf-8")
    sentencepiece.SentencePieceTrainer.train(
        input=str(folder / "text.txt"), model_prefix=str(folder / "joint"), vocab_size=600,
        hard_vocab_limit=False, eos_id=0, unk_id=1, bos_id=-1, pad_id=-1, minloglevel=2,
    )  # fmt: skip
    pieces = sentencepiece.SentencePieceProcessor(str(folder / "joint.model"))
    vocabulary = {pieces.id_to_piece(i): i for i in range(pieces.get_piece_size())}
    vocabulary |= {f"<filler{i}>": i for i in range(len(vocabulary), 58_100)}
    vocabulary["<pad>"] = len(vocabulary)
    for name in ("source.spm", "target.spm"):
        (folder / name).write_bytes((folder / "joint.model").read_bytes())
    (folder / "vocab.json").write_text(json.dumps(vocabulary), encoding="utf-8")
    tokenizer = hf.MarianTokenizer(
        source_spm=str(folder / "source.spm"), target_spm=str(folder / "target.spm"),
        vocab=str(folder / "vocab.json"), source_lang="fi", target_lang="en",
    )  # fmt: skip
    torch.manual_seed(0)
    pad = vocabulary["<pad>"]
    network = hf.MarianMTModel(
        hf.MarianConfig(
            vocab_size=len(vocabulary),
            d_model=512,
            encoder_layers=6,
            decoder_layers=6,
            encoder_attention_heads=8,
            decoder_attention_heads=8,
            encoder_ffn_dim=2048,
            decoder_ffn_dim=2048,
            pad_token_id=pad,
            eos_token_id=0,
            forced_eos_token_id=None,
            decoder_start_token_id=pad,
            activation_function="swish",
            scale_embedding=True,
            init_std=0.05,
        )
    ).eval()
    network.generation_config.forced_eos_token_id = None
    # Never the end and never padding: every engine makes the same number of tokens.
    network.final_logits_bias[0, [0, pad]] = -1e4
    network.requires_grad_(False)
    return FolderTranslator(
        network, tokenizer, language_codes_of("marian", tokenizer, network.config), "0"
    )


SETS = ["seed", "occupations", "adjectives", "activities"]


def timed(work):
    start = time.process_time()
    found = work()
    return found, time.process_time() - start


def main() -> None:
    torch.set_num_threads(1)
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    lines = [
        s.text for code in ("fi", "et", "hu", "tr", "id", "ms", "sw") for s in sources(code, SETS)
    ]
    lines = lines[:wanted]
    with tempfile.TemporaryDirectory() as name, torch.inference_mode():
        model = translator(Path(name))
        fast = convert(model.network, model.tokenizer, "marian")
        small = convert(model.network, model.tokenizer, "marian", quantization="int8")
        tokens = [list(row) for row in model.tokenizer(lines).input_ids]
        order = sorted(range(len(lines)), key=lambda row: len(tokens[row]))

        def naive(count=SUBSET):
            found = []
            for line in lines[:: max(1, len(lines) // count)][:count]:
                encoded = model.tokenizer([line], return_tensors="pt")
                ids = model.network.generate(
                    **encoded, num_beams=1, do_sample=False, max_length=None, max_new_tokens=TOKENS
                )
                found.append(ids[0, 1:].tolist())
            return found

        def batched():
            found = [None] * len(lines)
            for at in range(0, len(order), 64):
                rows = order[at : at + 64]
                encoded = model._encoded([lines[row] for row in rows])
                ids = model.network.generate(
                    **encoded, num_beams=1, do_sample=False, max_length=None, max_new_tokens=TOKENS
                )
                for row, out in zip(rows, ids[:, 1:].tolist(), strict=True):
                    found[row] = out
            return found

        def with_engine(engine):
            found = [None] * len(lines)
            for at in range(0, len(order), 64):
                rows = order[at : at + 64]
                ids = engine.generate(
                    [tokens[row] for row in rows], forced=None, most_tokens=TOKENS
                )
                for row, out in zip(rows, ids, strict=True):
                    found[row] = out
            return found

        def forced():
            return model.log_odds(
                lines, first=["▁Hän"] * len(lines), second=["▁Ta"] * len(lines),
                source_language="fi", target_language="en",
            )  # fmt: skip

        def encoder():
            for at in range(0, len(order), 64):
                model.network.model.encoder(
                    **model._encoded([lines[r] for r in order[at : at + 64]])
                )

        one, naive_seconds = timed(naive)
        scale = len(lines) / len(one)
        naive_seconds *= scale
        reference, batched_seconds = timed(batched)
        float32, fast_seconds = timed(lambda: with_engine(fast))
        int8, small_seconds = timed(lambda: with_engine(small))
        odds, forced_seconds = timed(forced)
        _, floor = timed(encoder)
        picked = reference[:: max(1, len(lines) // SUBSET)][: len(one)]
        print(
            f"{len(lines)} sentences, {TOKENS} tokens each; naive loop timed on {len(one)}, scaled"
        )
        print(f"naive generate      {naive_seconds:9.1f} s")
        row = "{:<19} {:9.1f} s   {:6.1f} x naive   {}"
        agreement = f"equal to naive: {_share(one, picked)}"
        print(row.format("batched generate", batched_seconds, naive_seconds / batched_seconds,
                         agreement))  # fmt: skip
        for name, seconds, found in (
            ("ours, float32", fast_seconds, float32), ("ours, int8", small_seconds, int8)
        ):  # fmt: skip
            agreement = f"equal to batched: {_share(reference, found)}"
            print(row.format(name, seconds, naive_seconds / seconds, agreement))
        against = (
            f"{batched_seconds / forced_seconds:.1f} x batched, {forced_seconds / floor:.2f} x the "
            f"encoder's floor of {floor:.1f} s"
        )
        print(row.format("forced choice", forced_seconds, naive_seconds / forced_seconds, against))
        print(f"forced choice against generate's own scores: {_parity(model, lines, odds):.1e}")


def _share(one, other):
    equal = sum(a == b for a, b in zip(one, other, strict=True))
    return f"{equal} of {len(one)}"


def _parity(model, lines, odds):
    """The largest difference from generate's scores on a few sentences."""
    worst = 0.0
    ((prefix, first, second),) = model._partings(["▁Hän"], ["▁Ta"], "en")
    for line, found in list(zip(lines, odds, strict=True))[:8]:
        out = model.network.generate(
            **model.tokenizer([line], return_tensors="pt"),
            decoder_input_ids=torch.tensor([prefix]),
            num_beams=1,
            max_new_tokens=1,
            max_length=None,
            output_scores=True,
            return_dict_in_generate=True,
        )
        scores = out.scores[0][0].log_softmax(-1)
        worst = max(worst, abs(float(scores[first] - scores[second]) - float(found)))
    return np.float64(worst)


if __name__ == "__main__":
    main()
