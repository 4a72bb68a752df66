"""An audit that reaches its limit of time ends with a report of what was measured."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from onnx import TensorProto, helper, numpy_helper

from audits.planning.plan import Plan
from audits.planning.steps import Step
from audits.specification.document import ColumnSpec, ModelSpec, Settings
from audits.specification.roles import Kind, Role
from audits.specification.verdicts import Verdict
from service.records.unit_of_work import EVERYONE
from tests.workers.test_comparison import Place
from workers import auditing
from workers.child_supervisor import Outcome
from workers.execution import run_audit
from workers.sandbox import Limits, run_sandboxed, shut_down


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    found = Place(tmp_path)
    yield found
    found.records.close()


@pytest.fixture(scope="module", autouse=True)
def _no_server_left() -> Iterator[None]:
    yield
    shut_down()


def cut_after(monkeypatch: pytest.MonkeyPatch, *kinds: str, reason: str = "timeout") -> None:
    """The child's messages up to the first so many of these kinds, and then its end."""

    def shortened(task: str, *given: Any, on_message: Any = None, **options: Any) -> Outcome:
        if task != "workers.measuring:measure":
            return run_sandboxed(task, *given, **options)
        wanted = list(kinds)

        def some(message: dict[str, Any]) -> None:
            if wanted:
                on_message(message)
                if message["kind"] == wanted[0]:
                    wanted.pop(0)

        outcome = run_sandboxed(task, *given, on_message=some, **options)
        assert outcome.reason is None
        return Outcome(reason, outcome.layers)

    monkeypatch.setattr(auditing, "run_sandboxed", shortened)


@pytest.mark.parametrize("reason", ["timeout", "cpu_limit"])
def test_what_was_measured_before_the_limit_makes_the_report(
    place: Place, monkeypatch: pytest.MonkeyPatch, reason: str
) -> None:
    cut_after(monkeypatch, "context", "step", "progress", reason=reason)
    audit = place.submit(0.5)
    assert run_audit(audit, place.worker) == f"completed, gate {Verdict.NOT_RUN}"
    report = place.report(audit)
    ran, cut = sorted(report["probes"], key=lambda probe: probe["status"], reverse=True)
    assert ran["status"] == "ran"
    assert cut["status"] == "not_run"
    assert cut["reason"].startswith("cut at the limit of ")
    assert "EVENHAND_AUDIT_SECONDS" in cut["remedy"]
    assert {found["probe"] for found in report["measurements"]} == {ran["name"]}
    assert report["blocking"]
    assert place.kept(audit).answers_sha256 is None


def test_a_limit_reached_before_the_data_were_read_is_a_failure(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_after(monkeypatch, "progress")
    audit = place.submit(0.5)
    assert run_audit(audit, place.worker) == "failed: timeout"
    with place.records.reading(EVERYONE) as unit:
        assert unit.audits.status(audit).state == "failed"


def test_another_end_is_a_failure_as_ever(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    cut_after(monkeypatch, "context", "step", "progress", reason="segfault")
    assert run_audit(place.submit(0.5), place.worker) == "failed: segfault"


def test_processor_time_bounds_no_audit_before_the_wall_does() -> None:
    limits = Limits.for_wall(3600, memory_bytes=1 << 30)
    assert (limits.wall_seconds, limits.memory_bytes) == (3600, 1 << 30)
    assert limits.cpu_seconds >= 3600 * (os.cpu_count() or 1)


def one_logit() -> bytes:
    """A graph of a matrix of 1 x 2 and a softmax."""
    nodes = [
        helper.make_node("MatMul", ["x", "w"], ["logits"]),
        helper.make_node("Softmax", ["logits"], ["y"]),
    ]
    weights = numpy_helper.from_array(np.array([[-1.0, 1.0]], np.float32), "w")
    rows = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, [None, width])
        for name, width in (("x", 1), ("y", 2))
    ]
    graph = helper.make_graph(nodes, "g", rows[:1], rows[1:], [weights])
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    return bytes(made.SerializeToString())


def planned(*steps: Step) -> Plan:
    return Plan("0" * 64, None, {}, None, steps, Settings(), None)


ERRORS, COST, COUNTS = (
    Step(0, "fairness.error_rates", 1, {}), Step(1, "cost.inference", 1, {}),
    Step(2, "imbalance.prevalence", 1, {}),
)  # fmt: skip


@pytest.mark.parametrize(
    ("steps", "done", "expected"),
    [
        ((ERRORS, COUNTS), (), [(set(), False)]),
        ((ERRORS, COST, COUNTS), (), [({1}, False), ({0, 2}, True)]),
        ((ERRORS, COST, COUNTS), (0,), [({0, 1}, False), ({0, 2}, True)]),
        ((ERRORS, COST, COUNTS), (0, 2), [({0, 2}, True)]),
        ((ERRORS, COST, COUNTS), (1,), [({1}, False)]),
        ((COST,), (), [(set(), True)]),
        ((replace(COST, reason="no model"),), (), [(set(), False)]),
    ],
)
def test_what_is_timed_is_measured_last_and_alone(
    steps: tuple[Step, ...], done: tuple[int, ...], expected: list[tuple[set[int], bool]]
) -> None:
    made = auditing.rounds(planned(*steps), done)
    assert [(set(turn.done), turn.is_alone) for turn in made] == expected


def test_a_model_is_timed_in_a_child_of_its_own_while_nobody_else_measures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    columns = {
        "x": ColumnSpec(role=Role.FEATURE, kind=Kind.NUMBER),
        "y": ColumnSpec(role=Role.LABEL, kind=Kind.CATEGORY, positive="1", favourable="1"),
    }
    spec = ModelSpec(format="onnx", inputs={"x": ["x"]}, labels=["0", "1"])
    few = {"calls": 20, "batches": [8], "openings": 1, "seconds": 0.5, "confidence": 0.95}
    errors = replace(ERRORS, index=1, parameters={"smallest_group": 1, "confidence": 0.95})
    joules = {"seconds": 0.2, "pue": 1.0, "least_watts": 1.0, "most_watts": 2.0}
    energy = Step(2, "cost.energy", 1, {**joules, "confidence": 0.95})
    steps = (replace(COST, index=0, parameters=few), errors, energy)
    plan = Plan("0" * 64, "0" * 64, columns, spec, steps, Settings(), None)
    model, data = tmp_path / "m.onnx", tmp_path / "d.csv"
    model.write_bytes(one_logit())
    data.write_text("x,y\n" + "\n".join(f"{n - 20},{int(n > 20)}" for n in range(40)))
    counter = tmp_path / "package"
    counter.mkdir()
    (counter / "energy_uj").write_text("5")
    monkeypatch.setattr(auditing, "readable_counters", lambda: (counter,))
    held: list[tuple[bool, int]] = []
    ended: list[dict[str, Any]] = []
    real = auditing.cores.hold

    @contextmanager
    def watched(*, alone: bool, **others: Any) -> Iterator[float]:
        held.append((alone, len(ended)))
        with real(alone=alone, **others) as waited:
            yield waited

    monkeypatch.setattr(auditing.cores, "hold", watched)
    told: list[dict[str, Any]] = []
    auditing.carry_out(
        plan, model=model, dataset=data, limits=Limits(), on_step=ended.append,
        on_progress=told.append,
    )  # fmt: skip
    places = {progress["stage"]: progress["step"] for progress in told if "step" in progress}
    assert places == {"fairness.error_rates": 1, "cost.inference": 2, "cost.energy": 3}
    assert held == [(False, 0), (True, 1)]
    assert [(step["step"], step["status"]) for step in ended] == [
        (1, "ran"), (0, "ran"), (2, "ran"),
    ]  # fmt: skip
    by_metric = {m["metric"]: m for m in ended[1]["measurements"] if not m["group"]}
    assert by_metric["model_bytes"]["value"] == model.stat().st_size
    assert by_metric["multiply_accumulates"]["value"] == 2
    assert "latency" in by_metric
    # The counter was read behind the walls: without one the energy would be estimated.
    (spent,) = [m for m in ended[2]["measurements"] if m["metric"] == "energy"]
    assert "stretches with inputs of their own where 100 are needed" in spent[
        "undetermined"
    ] or "busy" in str(spent)
