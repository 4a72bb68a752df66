"""What corruptions and smoothing take beside the forward passes that they ask for, in one run.

Processor time of the probe's own loop (changing pictures, asking, collecting) over that of the bare
session on as many pictures in the same batches; the least of some, one after the other. Networks
are given as files.

Run: python -m benchmarks.bench_corruptions [NAME=FILE.onnx ...]
"""

import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from audits.models.onnx.opening import open_onnx
from audits.perturbations.corruptions.pictures import CORRUPTIONS
from audits.robustness.smoothing import Smoothing, certify
from audits.specification.document import ModelSpec

BATCH, REPEATS, DRAWS, SIGMA = 64, 5, 512, 0.02


def compared(name: str, path: Path) -> None:
    """The lines of one network for standard output."""
    import onnx

    graph = onnx.load(path, load_external_data=False).graph
    width = int(graph.output[0].type.tensor_type.shape.dim[1].dim_value)
    held = {constant.name for constant in graph.initializer}
    given = next(value for value in graph.input if value.name not in held)
    shape = [d.dim_value for d in given.type.tensor_type.shape.dim]
    layout = "nhwc" if shape[3] in (1, 3) else "nchw"
    labels = [str(code) for code in range(width)]
    spec = ModelSpec(labels=labels, preprocessing={"layout": layout, "scale": 1 / 255})
    model = open_onnx(path, spec, "0" * 64)
    channels, side = (shape[3], shape[1]) if layout == "nhwc" else (shape[1], shape[2])
    rows = 64 if side <= 64 else 8
    pixels = np.random.default_rng(0).random((rows, channels, side, side), dtype=np.float32)

    def asked(given: np.ndarray) -> np.ndarray:
        return model.classify_pixels(given).codes

    batches = [pixels[start : start + BATCH] for start in range(0, rows, BATCH)]

    def corrupted(kind: str) -> None:
        for batch in batches:
            for changed in CORRUPTIONS[kind].versions(batch, np.random.default_rng(0)):
                asked(changed)

    works: dict[str, Callable[[], object]] = {
        "bare": lambda: [asked(batch) for batch in batches for _ in range(5)]
    }
    works |= {kind: partial(corrupted, kind) for kind in CORRUPTIONS}
    seconds = in_turns(works)
    bare = seconds.pop("bare")
    each = 1e6 * bare / (5 * rows)
    print(f"{name}: {side} x {side} x {channels}, bare pass {each:.0f} us", flush=True)
    print("  " + ", ".join(f"{kind} {took / bare:.2f}" for kind, took in seconds.items()))
    whole = sum(seconds.values()) / len(seconds) / bare
    print(f"  all corruptions together: {whole:.3f} floors", flush=True)

    some = pixels[:4]
    smoothing = Smoothing(SIGMA, BATCH, DRAWS, 0.001)
    noise = np.random.default_rng(0).standard_normal((BATCH, *some.shape[1:]), dtype=np.float32)
    noisy = some[:1] + np.float32(SIGMA) * noise
    sizes = [BATCH, *(min(BATCH, DRAWS - start) for start in range(0, DRAWS, BATCH))]
    codes = np.array([np.bincount(asked(one + np.float32(SIGMA) * noise)).argmax() for one in some])
    seconds = in_turns(
        {
            "bare": lambda: [asked(noisy[:size]) for _ in some for size in sizes],
            "smoothing": lambda: certify(
                some, codes, width, asked, smoothing, np.random.default_rng, BATCH
            ),
        }
    )
    print(f"  smoothing: {seconds['smoothing'] / seconds['bare']:.3f} floors", flush=True)


def in_turns(works: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Of each work the least seconds of the processor, one after the other."""
    least = dict.fromkeys(works, float("inf"))
    for _ in range(REPEATS):
        for name, work in works.items():
            started = time.process_time()
            work()
            least[name] = min(least[name], time.process_time() - started)
    return least


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        called, _, file = argument.partition("=")
        compared(called, Path(file))
