"""Each malformed input is asked in a confined child, and a child that dies is an answer."""

from dataclasses import replace

import numpy as np
import pytest

from audits.planning.plan import Plan
from audits.planning.steps import Step
from audits.specification.document import ColumnSpec, ModelSpec, Settings
from audits.specification.roles import Kind, Role
from workers import asking_apart
from workers.child_supervisor import Outcome
from workers.endings import AuditFailed
from workers.sandbox import Limits, run_sandboxed, shut_down


@pytest.fixture(scope="module", autouse=True)
def _no_server_left():
    yield
    shut_down()


STEP = Step(0, "robustness.malformed", 1, {"seconds": 5.0})


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    """A logistic model of two numbers, and people."""
    from skl2onnx import to_onnx
    from sklearn.linear_model import LogisticRegression

    folder = tmp_path_factory.mktemp("apart")
    rng = np.random.default_rng(0)
    x = rng.normal(0, 1, (60, 2)).astype(np.float32)
    fitted = LogisticRegression().fit(x, x[:, 0] > 0)
    model = folder / "m.onnx"
    graph = to_onnx(fitted, x[:1], options={"zipmap": False})
    model.write_bytes(graph.SerializeToString())
    rows = "\n".join(f"{a},{b},{int(a > 0)}" for a, b in x)
    (folder / "d.csv").write_text(f"a,b,y\n{rows}\n")
    columns = {
        "a": ColumnSpec(role=Role.FEATURE, kind=Kind.NUMBER),
        "b": ColumnSpec(role=Role.FEATURE, kind=Kind.NUMBER),
        "y": ColumnSpec(role=Role.LABEL, kind=Kind.CATEGORY, positive="1"),
    }
    spec = ModelSpec(format="onnx", inputs={"X": ["a", "b"]})
    plan = Plan("0" * 64, "0" * 64, columns, spec, (STEP,), Settings(), None)
    return plan, model, folder / "d.csv"


def apart(plan, model, data, scratch, step=STEP, **others):
    payload = {"plan": plan.to_json(), "model": str(model), "dataset": str(data),
               "scratch": str(scratch)}  # fmt: skip
    return asking_apart.ask_apart(
        plan, step, payload, read_only=[model, data], scratch=scratch,
        **{"limits": Limits(), "on_progress": lambda told: None, "should_stop": lambda: False,
           **others},
    )  # fmt: skip


FATES = {
    # A logistic model of infinity is certain, of NaN it has no answer, of a word it has no input.
    "infinity in one number": "answered", "NaN in one number": "no answer",
    "a word for a number": "refused", "no rows": "refused",
}  # fmt: skip


def test_a_model_is_asked_in_children_that_answer_or_refuse(table, tmp_path, monkeypatch):
    fitting, told, started = [], [], []

    def some(task, payload, **others):
        started.append(task)
        outcome = run_sandboxed(task, payload, **others)
        if task.endswith("good_rows"):
            fitting.extend(outcome.result["kinds"])
            outcome.result["kinds"] = list(FATES)
        return outcome

    monkeypatch.setattr(asking_apart, "run_sandboxed", some)
    held = apart(*table, tmp_path, on_progress=told.append)
    assert {one["kind"]: one["fate"] for one in held["asked"]} == FATES
    assert held["kinds"] == 4
    assert len(fitting) == 22
    assert started == ["workers.asking_apart:good_rows", *["workers.asking_apart:one_input"] * 4]
    assert told[0] == {"stage": "asking malformed inputs", "percent": 0}


@pytest.mark.parametrize(
    ("reason", "fate"),
    [("segfault", "crashed"), ("out_of_memory", "crashed"), ("timeout", "hung"),
     ("cpu_limit", "hung"), ("no_result", "crashed")],
)  # fmt: skip
def test_how_a_child_ended_is_what_became_of_its_input(table, tmp_path, monkeypatch, reason, fate):
    ends(monkeypatch, reason)
    held = apart(*table, tmp_path)
    assert [one["fate"] for one in held["asked"]] == [fate] * 2


def ends(monkeypatch, reason):
    def child(task, payload, **others):
        if task.endswith("good_rows"):
            rows = [{"row": {}, "groups": []}]
            return Outcome(None, result={"rows": rows, "kinds": ["no rows", "NaN in one number"]})
        return Outcome(reason, error={"message": "so it is"})

    monkeypatch.setattr(asking_apart, "run_sandboxed", child)


def test_a_machine_without_a_sandbox_accuses_no_input(table, tmp_path, monkeypatch):
    ends(monkeypatch, "sandbox_unavailable")
    with pytest.raises(AuditFailed):
        apart(*table, tmp_path)


def test_it_stops_when_it_is_told_to(table, tmp_path, monkeypatch):
    ends(monkeypatch, "segfault")
    held = apart(*table, tmp_path, should_stop=lambda: True)
    assert held == {"kinds": 2, "asked": [], "groups": []}


def test_it_asks_no_more_kinds_than_its_budget(table, tmp_path, monkeypatch):
    ends(monkeypatch, "segfault")
    held = apart(*table, tmp_path, step=replace(STEP, parameters={"seconds": 5, "most_queries": 1}))
    assert held["kinds"] == 2
    assert [one["kind"] for one in held["asked"]] == ["no rows"]


def fate(kind, answer):
    return {"kind": kind, "fate": answer, "answer": "", "probability": None, "detail": ""}


@pytest.fixture
def three_rows(monkeypatch):
    """Rows of three groups, of which the second ends every child that asks about it."""
    started = []

    def child(task, payload, on_message, **others):
        if task.endswith("good_rows"):
            rows = [{"row": {"x": ["number", at]}, "groups": [[["sex", name]]]}
                    for at, name in enumerate("fmx")]  # fmt: skip
            return Outcome(None, result={"rows": rows, "kinds": ["no rows"]})
        started.append(len(payload["rows"]))
        for row in payload["rows"]:
            if row["x"][1] == 1:
                return Outcome("segfault", error={"message": "gone"})
            on_message({"kind": "asked", "asked": fate(payload["kind"], "refused")})
        return Outcome(None, result={})

    monkeypatch.setattr(asking_apart, "run_sandboxed", child)
    return started


def test_a_row_that_ends_a_child_is_told_and_the_others_go_on(table, tmp_path, three_rows):
    held = apart(*table, tmp_path)
    assert [one["fate"] for one in held["asked"]] == ["refused"]
    assert [(one["group"], [a["fate"] for a in one["asked"]]) for one in held["groups"]] == [
        ([["sex", "f"]], ["refused"]), ([["sex", "m"]], ["crashed"]), ([["sex", "x"]], ["refused"]),
    ]  # fmt: skip
    # The last row is asked about in a second child.
    assert three_rows == [3, 1]


def test_a_budget_for_one_row_leaves_the_groups_out(table, tmp_path, three_rows):
    step = replace(STEP, parameters={"seconds": 5, "most_queries": 2})
    held = apart(*table, tmp_path, step=step)
    assert len(held["asked"]) == 1
    assert [len(one["asked"]) for one in held["groups"]] == [1, 0, 0]


def test_it_is_wanted_by_plans_that_are_still_to_ask(table):
    plan, *_ = table
    assert asking_apart.next_apart(plan) == STEP
    assert asking_apart.next_apart(plan, done=[0]) is None
    left_out = replace(plan, steps=(replace(STEP, reason="no model"),))
    assert asking_apart.next_apart(left_out) is None


def test_a_translator_is_asked_about_a_sentence_of_the_data(table, tmp_path, monkeypatch):
    class Translating:
        fingerprint, reads = "0" * 64, ()
        source_language, target_language = "fi", "en"

        def translate(self, sentences, **languages):
            return [sentence.upper() for sentence in sentences]

    plan, *_ = table
    (tmp_path / "d.csv").write_text("source\nhän on täällä\n")
    columns = {"source": ColumnSpec(role=Role.FEATURE, kind=Kind.TEXT)}
    monkeypatch.setattr(asking_apart, "_opened", lambda payload: Translating())
    payload = {"plan": replace(plan, columns=columns).to_json(), "dataset": tmp_path / "d.csv"}
    found = asking_apart.good_rows(payload, lambda message: None)
    assert found["rows"] == [{"row": {"sentence": ("text", "hän on täällä")}, "groups": []}]
    assert len(found["kinds"]) == 29
    told = []
    rows = [one["row"] for one in found["rows"]]
    asking_apart.one_input({"rows": rows, "kind": "punctuation alone"}, told.append)
    assert [one["asked"]["fate"] for one in told] == ["answered"]
