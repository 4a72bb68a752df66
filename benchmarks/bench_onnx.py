"""ONNX through `ask()` against the bare batched session, on the same arrays, answers compared.

Prints rows a second of both and their ratio (goal: 95 %), and rows a second by batch size, which
is what the adapters' batch sizes were chosen from.
"""

import os
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ["ORT_DISABLE_TELEMETRY"] = "1"
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from audits.data.dataset import Column, Dataset, Numbers, Role
from audits.models.opening import open_model
from audits.probing.batched_inference import ask
from audits.specification.document import ModelSpec
from benchmarks.processor_time import seconds

COLUMNS = 30


def network(path: Path, hidden: int) -> None:
    """A multi-layer perceptron: 30 numbers in, softmax over two classes out."""
    rng = np.random.default_rng(0)
    sizes = [COLUMNS, hidden, hidden, 2]
    nodes, constants, held = [], [], "x"
    for layer, (rows, columns) in enumerate(pairwise(sizes)):
        weight = (rng.normal(size=(rows, columns)) / np.sqrt(rows)).astype(np.float32)
        constants.append(numpy_helper.from_array(weight, f"w{layer}"))
        nodes.append(helper.make_node("MatMul", [held, f"w{layer}"], [f"h{layer}"]))
        last = layer == len(sizes) - 2
        after = "probabilities" if last else f"r{layer}"
        nodes.append(helper.make_node("Softmax" if last else "Relu", [f"h{layer}"], [after]))
        held = after
    graph = helper.make_graph(
        nodes, "mlp",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", COLUMNS])],
        [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["n", 2])],
        constants,
    )  # fmt: skip
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    path.write_bytes(model.SerializeToString())


def compare(folder: Path, hidden: int, rows: int) -> None:
    path = folder / f"mlp{hidden}.onnx"
    network(path, hidden)
    values = np.random.default_rng(1).normal(size=(rows, COLUMNS))
    names = [f"c{place}" for place in range(COLUMNS)]
    data = Dataset(
        tuple(
            Column(name, Role.FEATURE, Numbers(np.ascontiguousarray(values[:, place])))
            for place, name in enumerate(names)
        )
    )
    model = open_model(path, ModelSpec(inputs={"x": names}, labels=["no", "yes"]), scratch=folder)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(path), options)
    ready = values.astype(np.float32)

    def bare(size: int = model.batch_rows) -> np.ndarray:  # type: ignore[attr-defined]
        parts = [
            session.run(None, {"x": ready[start : start + size]})[0]
            for start in range(0, rows, size)
        ]
        return np.concatenate(parts)

    def ours() -> np.ndarray:
        return ask(model, data, model.classify)[1]  # type: ignore[attr-defined]

    same = np.allclose(bare(), ours(), atol=1e-6)
    floor, held = seconds(bare, 5), seconds(ours, 5)
    print(
        f"hidden {hidden:4}: bare {rows / floor:10,.0f} rows/s, ask() {rows / held:10,.0f} rows/s, "
        f"ratio {floor / held:.3f}, equal answers {same}"
    )
    by_size = {size: rows / seconds(lambda size=size: bare(size), 3) for size in
               (64, 256, 1024, 4096, 16384)}  # fmt: skip
    print("  by batch:", ", ".join(f"{size}: {rate:,.0f}" for size, rate in by_size.items()))


def main() -> None:
    with TemporaryDirectory() as folder:
        for hidden, rows in ((64, 200_000), (256, 50_000), (1024, 10_000)):
            compare(Path(folder), hidden, rows)


if __name__ == "__main__":
    main()
