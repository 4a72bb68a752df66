"""Hostile models through the sandbox: refused or failed with a reason; the parent lives."""

import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from onnx import TensorProto, helper, numpy_helper

from audits.errors import Refused
from tests.lazily import lazily
from workers import sandbox
from workers.inspection import inspect_dataset, inspect_model
from workers.sandbox import Limits

lazily("onnxruntime")
LIMITS = Limits(wall_seconds=20, cpu_seconds=8, memory_bytes=2 << 30)


@pytest.fixture(autouse=True, scope="module")
def _server() -> Iterator[None]:
    yield
    sandbox.shut_down()


def saved(path: Path, nodes: list[Any], constants: Any = (), shape: Any = ("n", 2)) -> Path:
    graph = helper.make_graph(
        nodes, "g",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, list(shape))],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
        list(constants),
    )  # fmt: skip
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    path.write_bytes(model.SerializeToString())
    return path


def endless_loop(path: Path) -> Path:
    """Folded at load: every input of the loop is a constant, with 2^62 trips."""
    body = helper.make_graph(
        [helper.make_node("Identity", ["c"], ["c2"]), helper.make_node("Add", ["v", "v"], ["v2"])],
        "b",
        [
            helper.make_tensor_value_info("i", TensorProto.INT64, []),
            helper.make_tensor_value_info("c", TensorProto.BOOL, []),
            helper.make_tensor_value_info("v", TensorProto.FLOAT, [1]),
        ],
        [
            helper.make_tensor_value_info("c2", TensorProto.BOOL, []),
            helper.make_tensor_value_info("v2", TensorProto.FLOAT, [1]),
        ],
    )
    constants = [
        numpy_helper.from_array(np.array(1 << 62, np.int64), "trips"),
        numpy_helper.from_array(np.array(True), "go"),
        numpy_helper.from_array(np.ones(1, np.float32), "one"),
    ]
    nodes = [
        helper.make_node("Loop", ["trips", "go", "one"], ["many"], body=body),
        helper.make_node("Add", ["x", "many"], ["y"]),
    ]
    return saved(path, nodes, constants)


def tile_bomb(path: Path) -> Path:
    constants = [
        numpy_helper.from_array(np.ones((1, 2), np.float32), "one"),
        numpy_helper.from_array(np.array([1 << 40, 1], np.int64), "times"),
    ]
    nodes = [
        helper.make_node("Tile", ["one", "times"], ["big"]),
        helper.make_node("Add", ["x", "big"], ["y"]),
    ]
    return saved(path, nodes, constants)


def deep_graphs(path: Path) -> Path:
    """Written by hand: each graph holds a node whose attribute is the next graph."""
    content = b""
    for _ in range(3000):
        attribute = _field(6, content) + _field(1, b"body")
        content = _field(1, _field(4, b"If") + _field(5, attribute))
    path.write_bytes(b"\x08\x09" + _field(7, content))
    return path


def _field(number: int, body: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(body)) + body


def _varint(value: int) -> bytes:
    found = bytearray()
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    return bytes([*found, value])


def unknown_domain(path: Path) -> Path:
    return saved(path, [helper.make_node("Evil", ["x"], ["y"], domain="who.knows")])


def lost_input(path: Path) -> Path:
    return saved(path, [helper.make_node("Add", ["x", "nowhere"], ["y"])])


def five_axes(path: Path) -> Path:
    return saved(path, [helper.make_node("Identity", ["x"], ["y"])], shape=("n", 1, 1, 1, 1))


def cut(path: Path) -> Path:
    whole = saved(path, [helper.make_node("Identity", ["x"], ["y"])]).read_bytes()
    path.write_bytes(whole[:-7])
    return path


@pytest.mark.parametrize(
    "make",
    [deep_graphs, unknown_domain, lost_input, five_axes, cut],
    ids=lambda make: make.__name__,
)
def test_a_broken_graph_is_refused(tmp_path: Path, make: Any) -> None:
    with pytest.raises(Refused) as refusal:
        inspect_model(make(tmp_path / "m.onnx"), limits=LIMITS)
    assert refusal.value.problems[0].field.startswith("model")


@pytest.mark.parametrize("make", [endless_loop, tile_bomb], ids=lambda make: make.__name__)
def test_a_graph_that_never_ends_or_fills_memory_is_survived(tmp_path: Path, make: Any) -> None:
    """The runtime may fold it, refuse it or leave it; within the limits in every case."""
    started = time.monotonic()
    with suppress(Refused):
        inspect_model(make(tmp_path / "m.onnx"), limits=LIMITS)
    assert time.monotonic() - started < LIMITS.wall_seconds + 5


def test_a_table_is_inspected_in_the_sandbox(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("sex,y\nm,1\nf,0\n")
    assert inspect_dataset(tmp_path / "t.csv", limits=LIMITS).rows == 2
    (tmp_path / "bad.csv").write_bytes(b"a,y\n1,\x00\n")
    with pytest.raises(Refused) as refusal:
        inspect_dataset(tmp_path / "bad.csv", limits=LIMITS)
    assert refusal.value.problems[0].code == "nul_byte"
