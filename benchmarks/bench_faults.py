"""Corruptions and randomised smoothing beside the bare forward passes that they cannot do without.

    python -m benchmarks.bench_faults

Process CPU seconds, medians of three; networks of random weights, whose size is what counts here.
Answers are compared: what the probe asks gives what the session gives for the same pixels.
"""

import statistics
import tempfile
import time
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import helper, numpy_helper

from audits.data.dataset import Categories, Column, Dataset, Images
from audits.models.onnx.opening import open_onnx
from audits.perturbations.corruptions.pictures import CORRUPTIONS
from audits.probes.robustness.certified import certified
from audits.probes.robustness.corruptions import corruptions
from audits.probing.subject import Subject
from audits.specification.document import ModelSpec
from audits.specification.roles import Role

BATCH, REPEATS = 64, 3
# Side, channels of the picture, and of each convolution with a step of 2: digits, small photographs
# and photographs.
NETWORKS = {
    "digits, 28 x 28": (28, 1, (32, 64, 128), 200),
    "small photographs, 32 x 32": (32, 3, (64, 128, 256), 100),
    "photographs, 224 x 224": (224, 3, (64, 128, 256, 512), 4),
}


class Drawn:
    """Pictures that are drawn when they are asked for."""

    def __init__(self, side: int, grey: bool) -> None:
        self.side, self.grey = side, grey

    def decode(self, name: str) -> np.ndarray:
        rng = np.random.default_rng(int(name))
        shape = (self.side, self.side, 1 if self.grey else 3)
        return np.broadcast_to(rng.integers(0, 256, shape), (*shape[:2], 3)).astype(np.uint8)


def network(path: Path, side: int, channels: int, widths: tuple[int, ...]) -> None:
    """Convolutions of 3 x 3 with a step of 2, a mean and ten scores."""
    rng = np.random.default_rng(0)
    nodes, constants, last, before = [], [], "x", channels
    for at, width in enumerate(widths):
        weights = rng.normal(0, (2 / (9 * before)) ** 0.5, (width, before, 3, 3))
        constants.append(numpy_helper.from_array(weights.astype(np.float32), f"w{at}"))
        nodes += [
            helper.make_node("Conv", [last, f"w{at}"], [f"c{at}"], pads=[1] * 4, strides=[2, 2]),
            helper.make_node("Relu", [f"c{at}"], [f"r{at}"]),
        ]
        last, before = f"r{at}", width
    ends = rng.normal(0, 1, (before, 10)).astype(np.float32)
    constants.append(numpy_helper.from_array(ends, "w"))
    nodes += [
        helper.make_node("GlobalAveragePool", [last], ["p"]),
        helper.make_node("Flatten", ["p"], ["f"]),
        helper.make_node("Gemm", ["f", "w"], ["out"]),
    ]
    kind = onnx.TensorProto.FLOAT
    graph = helper.make_graph(
        nodes, "g", [helper.make_tensor_value_info("x", kind, ["n", channels, side, side])],
        [helper.make_tensor_value_info("out", kind, ["n", 10])], constants,
    )  # fmt: skip
    onnx.save(
        helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), path
    )


def seconds(work) -> float:
    """Median of the process's CPU seconds."""
    taken = []
    for _ in range(REPEATS):
        started = time.process_time()
        work()
        taken.append(time.process_time() - started)
    return statistics.median(taken)


def main() -> None:
    """Print the table."""
    print(f"{'':34}{'bare s':>9}{'ours s':>9}{'ratio':>8}")
    for name, (side, channels, widths, rows) in NETWORKS.items():
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "m.onnx")
            network(path, side, channels, widths)
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = 1
            bare = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
            spec = ModelSpec(
                labels=list("0123456789"), output={"meaning": "logit"}, inputs={"x": ["picture"]}
            )
            model = open_onnx(path, spec, "0" * 64)
            names = np.array([str(at) for at in range(rows)], dtype=object)
            pictures = Images(names, Drawn(side, channels == 1))
            pixels = model.pixels({"picture": pictures.fed()})
            codes = model.classify_pixels(pixels).codes
            assert (codes == bare.run(None, {"x": pixels})[0].argmax(axis=1)).all()
            label = Categories.of([str(code) for code in codes])
            subject = Subject(
                Dataset(
                    (Column("picture", Role.FEATURE, pictures), Column("y", Role.LABEL, label))
                ),
                model,
            )
            assert len(subject.answered_codes) == rows
            batch = pixels[np.arange(BATCH) % rows]

            def passes(number, bare=bare, batch=batch):
                for _ in range(round(number / BATCH)):
                    bare.run(None, {"x": batch})

            passes(BATCH)
            asked = rows * len(CORRUPTIONS) * 5
            floor = seconds(lambda asked=asked, passes=passes: passes(asked))
            ours = seconds(lambda s=subject, n=rows: list(corruptions(s, corrupted_rows=n)))
            print(f"{'corruptions, ' + name:34}{floor:9.2f}{ours:9.2f}{ours / floor:8.2f}")
            draws, few = (2000, 5) if side < 100 else (64, 2)
            floor = seconds(lambda n=few * (draws + 64), passes=passes: passes(n))
            ours = seconds(
                lambda s=subject, n=few, d=draws: list(
                    certified(s, certified_rows=n, draws=d, first_draws=64, sigma=0.001)
                )
            )
            print(f"{'smoothing, ' + name:34}{floor:9.2f}{ours:9.2f}{ours / floor:8.2f}")


if __name__ == "__main__":
    main()
