"""Lipton's questions, answered from the model."""

import pytest

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


@pytest.mark.parametrize(
    ("parameters", "parts", "words"),
    [
        (2, {"trees": 60, "tree nodes": 892},
         "60 trees with 892 nodes (one path through each), 2 further numbers: a person could not"),
        (0, {"trees": 1, "tree nodes": 7},
         "1 tree with 7 nodes (one path through it): a person could step"),
        (0, {"support vectors": 3, "numbers in support vectors": 12, "weights": 3},
         "3 support vectors of 12 numbers (each compared with the row), 3 weights (each multiplied "
         "and added): a person could step"),
        (0, {"weights": 51}, "51 weights (each multiplied and added): a person could not"),
    ],
)  # fmt: skip
def test_trees_vectors_and_weights_are_named(parameters, parts, words):
    model = Counted({"x0": 1.5, "x1": 0.0, "x2": 0.0, "x3": 0.0})
    model.parameters, model.parts = parameters, parts
    _, (facts,) = audit(model)
    assert facts.content["facts"][0]["answer"].startswith(words)
    assert facts.content["parts"] == parts


def test_what_is_not_known_is_said():
    _, (facts,) = audit(LinearTable({"x0": 1.5}))
    assert "does not say" in facts.content["facts"][0]["answer"]


def test_one_class_is_undetermined():
    used, _ = audit(LinearTable({"x0": 1.5}, classes=("healthy",)))
    assert isinstance(used, Undetermined)
