"""Classifiers and regressors behind an address, by replies that a test writes."""

import numpy as np
import pytest

from audits.errors import Refused
from audits.models import Classifier, Regressor
from audits.models.endpoint.tables import EndpointClassifier, EndpointRegressor, Table
from audits.specification.document import ModelSpec
from audits.specification.endpoint import describe
from tests.audits.models.endpoint.scripted import Scripted

FEATURES = {"x": np.arange(10.0)}
LOGISTIC = 1 / (1 + np.exp(-(np.arange(10.0) - 5)))


def opened(answer, *, kind=EndpointClassifier, endpoint=None, **model):
    given = {"form": "mlflow", "layout": "inputs", "batch": 4, **(endpoint or {})}
    spec = ModelSpec(url="https://m.example", endpoint=given, inputs={"x": ["x"]}, **model)
    carry = Scripted(answer)
    return kind(Table.of(describe(spec), spec), carry), carry


def predictions(function):
    return lambda body, number: (200, {"predictions": [function(row[0]) for row in body["inputs"]]})


def classes(**model):
    return {"task": "classification", "labels": ["no", "yes"], **model}


def test_one_score_a_row_is_that_of_the_last_label():
    model, carry = opened(
        predictions(lambda x: float(LOGISTIC[int(x)])), **classes(output="probability")
    )
    assert isinstance(model, Classifier)
    answers = model.classify(FEATURES)
    np.testing.assert_allclose(answers.probabilities[:, 1], LOGISTIC)
    assert answers.codes.tolist() == [0] * 6 + [1] * 4  # a half is not more likely
    assert [len(body["inputs"]) for body in carry.sent] == [4, 4, 2]
    logits, _ = opened(predictions(lambda x: x - 5), **classes(output="logit"))
    np.testing.assert_allclose(logits.classify(FEATURES).probabilities[:, 1], LOGISTIC)
    probability = predictions(lambda x: float(LOGISTIC[int(x)]))
    cut, _ = opened(probability, **classes(output="probability"), threshold=0.9)
    assert cut.classify(FEATURES).codes.tolist() == [0] * 8 + [1] * 2


def test_rows_without_an_answer_are_told_apart_from_the_others():
    """The middle request fails for one of its rows, and a row of the last is null."""

    def answer(body, number):
        rows = [row[0] for row in body["inputs"]]
        if 4 in rows:
            return 500, "boom"
        return 200, {"predictions": [None if x == 9 else [1 - x / 10, x / 10] for x in rows]}

    model, carry = opened(answer, **classes(output="probability"))
    answers = model.classify(FEATURES)
    assert [len(body["inputs"]) for body in carry.sent] == [4, 4, 2, 1, 1, 1, 1]
    assert answers.codes.tolist() == [0, 0, 0, 0, -1, 0, 1, 1, 1, -1]
    assert np.isnan(answers.probabilities).all(axis=1).tolist() == [x in (4, 9) for x in range(10)]
    assert model.warnings == ["requests stayed without an answer: answered 500: boom"]


def test_labels_are_codes_without_probabilities():
    model, _ = opened(predictions(lambda x: "yes" if x > 6 else "no"), **classes())
    answers = model.classify(FEATURES)
    assert answers.codes.tolist() == [0] * 7 + [1] * 3
    assert answers.probabilities is None


def test_numbers_are_numbers():
    model, _ = opened(predictions(lambda x: 3 * x), kind=EndpointRegressor, task="regression")
    assert isinstance(model, Regressor)
    np.testing.assert_array_equal(model.regress(FEATURES), 3 * FEATURES["x"])


def test_scores_that_are_no_probabilities_are_refused():
    model, _ = opened(predictions(lambda x: [0.7, 0.7]), **classes(output="probability"))
    with pytest.raises(Refused, match="do not sum to 1"):
        model.classify(FEATURES)


def test_calls_hold_as_many_rows_as_keep_the_requests_under_way():
    model, _ = opened(None, **classes(), endpoint={"concurrency": 5})
    assert model.batch_rows == 8 * 5 * 4
    assert (
        dict(model.reading)["asked"] == "form mlflow, rows as inputs, 4 rows a request, 5 at once"
    )
    assert dict(model.reading)["answer"] == "label"
