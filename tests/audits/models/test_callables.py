"""A model of another process: what is asked over the wire, and what its answers are read as."""

import json

import numpy as np
import pytest

from audits.errors import ModelFailure, NotApplicable
from audits.models.callables import CalledClassifier, CalledRegressor, open_callable
from audits.specification.document import ModelSpec
from audits.specification.profiles import ModelProfile


class Wire:
    """Keeps what was asked, and answers as it was told."""

    def __init__(self, **answer):
        self.answer, self.asked = answer, []

    def __call__(self, body):
        self.asked.append(body)
        return 200, json.dumps(self.answer)


ROWS = {"x": np.array([1.5, np.nan]), "s": np.array(["a", None], dtype=object)}


def opened(wire, task="classification"):
    profile = ModelProfile(
        format="callable", task=task, inputs=(), outputs=(), classes=("no", "yes"),
        capabilities=(), probabilities=True, sha256="f" * 64, reading=(("asked", "here"),),
    )  # fmt: skip
    spec = ModelSpec(format="callable", inputs={"first": ["x", "s"], "second": ["s"]})
    return open_callable(profile, spec, wire)


def test_columns_are_asked_once_each_and_a_missing_value_is_null():
    wire = Wire(codes=[0, 1], probabilities=None)
    answers = opened(wire).classify({**ROWS, "other": np.zeros(2)})
    assert wire.asked == [{"columns": {"x": [1.5, None], "s": ["a", None]}}]
    assert (answers.codes.tolist(), answers.probabilities) == ([0, 1], None)


def test_a_row_whose_probabilities_are_unknown_has_no_answer():
    given = [[0.25, 0.75], [float("nan"), 0.5]]
    answers = opened(Wire(codes=[1, 1], probabilities=given)).classify(ROWS)
    assert answers.codes.tolist() == [1, -1]
    np.testing.assert_array_equal(answers.probabilities, [[0.25, 0.75], [np.nan, np.nan]])


def test_a_regressor_gives_numbers_and_none_is_nan():
    model = opened(Wire(numbers=[0.1, None]), task="regression")
    assert isinstance(model, CalledRegressor)
    np.testing.assert_array_equal(model.regress(ROWS), [0.1, np.nan])


def test_it_is_known_by_what_its_caller_said_and_tells_where_it_was_asked():
    model = opened(Wire())
    assert isinstance(model, CalledClassifier)
    assert (model.fingerprint, model.classes) == ("f" * 64, ("no", "yes"))
    assert model.reading == (("asked", "here"),)


@pytest.mark.parametrize("answer", [{"codes": [0], "probabilities": None}, {"numbers": [0.0] * 3}])
def test_another_number_of_answers_than_rows_is_a_failure(answer):
    task = "regression" if "numbers" in answer else "classification"
    model = opened(Wire(**answer), task=task)
    with pytest.raises(ModelFailure, match="answers to 2 rows"):
        (model.regress if task == "regression" else model.classify)(ROWS)


def test_pictures_are_not_handed_over():
    with pytest.raises(NotApplicable, match="holds pictures"):
        opened(Wire()).classify({"x": [np.zeros((2, 2))], "s": np.array(["a"])})
