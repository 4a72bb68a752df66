"""What timing a call costs beside the call, and what counting a graph's operations costs.

Calls are made in turns, bare (the whole loop) and timed one by one (`audits.cost.timing`), in
processor time: wall time on a shared machine is noise. Goals: at most
2 % beside the calls, and at most 50 ms for the operations of a graph.
"""

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import onnx

from audits.cost.busy import Yardstick
from audits.cost.timing import timed
from audits.data.dataset import Column, Dataset, Numbers, Role
from audits.models import Classifier
from audits.models.onnx.operations import count_operations
from audits.models.opening import open_model
from audits.probing.machine import Machine
from audits.specification.document import ModelSpec
from benchmarks.bench_onnx import COLUMNS, network

TURNS = 15
LIGHT = Path(onnx.__file__).parent / "backend" / "test" / "data" / "light"


class Unlooking(Yardstick):
    """The work that the yardstick does is between the calls, and in none of their times."""

    def check(self) -> None:
        """Nothing."""


def loops(ask: Callable[[Any], object], inputs: Sequence[Any], calls: int) -> tuple[float, float]:
    """Seconds a call, bare and timed: the least of all turns."""
    machine, bare, each = Machine(), [], []
    for _ in range(TURNS):
        begun = time.process_time()
        for index in range(calls):
            ask(inputs[index % len(inputs)])
        middle = time.process_time()
        timed(
            ask, inputs, calls=calls - 1, seconds=1e9, machine=machine,
            yardstick=Unlooking(machine),
        )  # fmt: skip
        ended = time.process_time()
        bare.append((middle - begun) / calls)
        each.append((ended - middle) / calls)
    return min(bare), min(each)


def overhead(hidden: int, folder: Path) -> float:
    """Seconds of a bare call of a network with two layers of so many."""
    network(folder / "m.onnx", hidden)
    columns = [f"c{at}" for at in range(COLUMNS)]
    spec = ModelSpec(inputs={"x": columns}, labels=["0", "1"])
    model = open_model(folder / "m.onnx", spec, scratch=folder)
    assert isinstance(model, Classifier)
    rng = np.random.default_rng(0)
    data = Dataset(
        tuple(Column(name, Role.FEATURE, Numbers(rng.normal(size=64))) for name in columns)
    )
    inputs = [data.features(model.reads, np.array([row])) for row in range(64)]
    return loops(model.classify, inputs, 500)[0]


def counting() -> None:
    """Least of five, by graph."""
    for path in sorted(LIGHT.glob("*.onnx")):
        graph = onnx.load(path).graph
        given = {item.name for item in graph.initializer}
        fed = {
            item.name: tuple(d.dim_value for d in item.type.tensor_type.shape.dim)
            for item in graph.input
            if item.name not in given
        }
        took = []
        for _ in range(5):
            begun = time.process_time()
            counted = count_operations(path, fed)
            took.append(time.process_time() - begun)
        total = sum(counted.multiply_accumulates.values())
        print(f"{path.stem}: {len(graph.node)} nodes, {total:,} multiply-accumulates, "
              f"{1e3 * min(took):.1f} ms")  # fmt: skip


if __name__ == "__main__":
    # Of calls that do nothing the difference is not lost in the noise of a model's.
    bare, each = loops(lambda given: None, range(64), 20_000)
    print(f"timing adds {1e9 * (each - bare):.0f} ns to a call")
    for hidden in (16, 256, 1024):
        with TemporaryDirectory() as folder:
            alone = overhead(hidden, Path(folder))
        more = 100 * (each - bare) / alone
        print(f"{hidden} hidden: {1e6 * alone:.1f} us a call, timed {more:+.2f} %")
    counting()
