"""On a GPU: the engine against the bare batched forward of the same network, same sentences.

The floor is what no audit can do without: sentences already turned into numbers, sorted by
length, in the best batch of those tried. Run: script/bench gpu
"""

import json
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from audits.data.dataset import Column, Dataset, Texts
from audits.models.huggingface.opening import open_texts
from audits.probing.batched_inference import ask
from audits.specification.document import ModelSpec
from audits.specification.roles import Role
from benchmarks.text_folder import WORDS, text_folder

ROWS = 40_000


def main() -> int:
    import torch

    if not torch.cuda.is_available():
        print("no accelerator that torch can use: nothing was measured")
        return 0
    print(torch.cuda.get_device_name(0), "torch", torch.__version__)
    rng = np.random.default_rng(0)
    texts = [" ".join(rng.choice(WORDS[5:], size)) for size in rng.integers(8, 100, ROWS)]
    data = Dataset((Column("text", Role.FEATURE, Texts.of(texts)),))
    with tempfile.TemporaryDirectory() as place:
        folder = text_folder(Path(place))
        config = json.loads((folder / "config.json").read_text())
        for precision in ("fp32", "bf16"):
            model = open_texts(folder, config, ModelSpec(precision=precision), "0" * 64)
            ask(model, data.take(slice(0, 2000)), model.classify)  # warm up
            started = time.perf_counter()
            _, ours = ask(model, data, model.classify)
            took = time.perf_counter() - started
            floor, bare, batch = best_forward(torch, model, texts)
            gap = float(np.abs(ours[:, 1] - bare).max())
            print(
                f"{precision}: floor {ROWS / floor:,.0f} rows/s (batch {batch}), engine "
                f"{ROWS / took:,.0f} rows/s, share of the floor {floor / took:.3f}, "
                f"largest difference of P {gap:.1e}"
            )
    return 0


def best_forward(torch, model, texts):
    """Seconds of the best bare pass, its P(second class), and its batch."""
    order = np.argsort([len(text) for text in texts], kind="stable")
    encoded = [model.tokenizer(texts[i])["input_ids"] for i in order]
    best = (np.inf, None, 0)
    for batch in (64, 256, 1024, 4096):
        ready = []
        for start in range(0, len(encoded), batch):
            rows = encoded[start : start + batch]
            width = max(map(len, rows))
            ids = torch.tensor([row + [0] * (width - len(row)) for row in rows])
            ready.append((ids.cuda(), (ids != 0).long().cuda()))
        found = []
        torch.cuda.synchronize()
        started = time.perf_counter()
        with torch.inference_mode():
            for ids, mask in ready:
                logits = model.network(input_ids=ids, attention_mask=mask).logits
                found.append(logits.float().softmax(1)[:, 1])
            found = torch.cat(found).cpu().numpy()
        took = time.perf_counter() - started
        if took < best[0]:
            answers = np.empty(len(texts))
            answers[order] = found
            best = (took, answers, batch)
    return best


if __name__ == "__main__":
    sys.exit(main())
