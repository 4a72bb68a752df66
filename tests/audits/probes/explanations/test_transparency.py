"""Lipton's questions, answered from the model."""

from audits.measurement import Exhibit, Undetermined
from audits.running.catalog import catalog
from tests.askable import LinearTable, people
from tests.subjects import Subject


class Counted(LinearTable):
    parameters = 4


def audit(model):
    found = list(catalog()["explanations.transparency"](Subject(people(), model)))
    measured = {m.metric: m for m in found if not isinstance(m, Exhibit)}
    shown = [m for m in found if isinstance(m, Exhibit)]
    return measured["units_used"], shown


def test_a_sparse_model_uses_few_columns():
    used, (facts,) = audit(Counted({"x0": 1.5, "x1": 0.0, "x2": 0.0, "x3": 0.0}))
    assert 0.2 <= used.value <= 0.25  # one of four
    answers = {fact["question"]: fact["answer"] for fact in facts.content["facts"]}
    assert answers["Simulatability"].startswith("4 numbers")
    assert "could step through" in answers["Simulatability"]
    assert "x0, x1, x2, x3" in answers["Decomposability"]


def test_what_is_not_known_is_said():
    _, (facts,) = audit(LinearTable({"x0": 1.5}))
    assert "does not say" in facts.content["facts"][0]["answer"]


def test_one_class_is_undetermined():
    used, _ = audit(LinearTable({"x0": 1.5}, classes=("healthy",)))
    assert isinstance(used, Undetermined)
