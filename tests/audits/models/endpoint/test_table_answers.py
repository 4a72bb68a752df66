"""Answers of serving tools, against the examples of their own pages, and whatever else comes."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.errors import Refused
from audits.models.endpoint.asking import GARBAGE
from audits.models.endpoint.table_answers import labels_of, numbers_of, rows_of, scores_of
from audits.specification.endpoint import Descriptor

OIP = Descriptor("https://m.example", "oip")
MLFLOW = Descriptor("https://m.example", "mlflow", layout="split")
CSV = Descriptor("https://m.example", "sagemaker", layout="csv")


def tensor(name, data, **more):
    return {"name": name, "shape": [len(data)], "datatype": "FP64", "data": data, **more}


@pytest.mark.parametrize(
    ("descriptor", "answer", "output", "expected"),
    [
        (OIP, {"outputs": [tensor("p", [1, 2])]}, None, [1, 2]),
        (OIP, {"outputs": [tensor("l", ["a", "b"]), tensor("p", [1, 2, 3, 4])]}, "p",
         [[1, 2], [3, 4]]),
        (OIP, {"outputs": [tensor("p", [[1, 2], [3, 4]])]}, None, [[1, 2], [3, 4]]),
        (MLFLOW, {"predictions": [0.2, 0.7]}, None, [0.2, 0.7]),
        (MLFLOW, {"predictions": {"p": [1, 2], "l": ["a", "b"]}}, "l", ["a", "b"]),
        (MLFLOW, {"predictions": [{"score": 0.2, "predicted_label": 0},
                                  {"score": 0.7, "predicted_label": 1}]}, "score", [0.2, 0.7]),
        (CSV, "0.2\n0.7\n", None, [0.2, 0.7]), (CSV, "0.2,0.7", None, [0.2, 0.7]),
        (CSV, "0.2,0.8\n0.7,0.3\n", None, [[0.2, 0.8], [0.7, 0.3]]), (CSV, "yes\nno", None,
                                                                      ["yes", "no"]),
    ],
)  # fmt: skip
def test_what_is_said_of_each_row(descriptor, answer, output, expected):
    assert rows_of(descriptor, answer, 2, output) == expected


@pytest.mark.parametrize(
    ("descriptor", "answer"),
    [(OIP, {"outputs": []}), (OIP, {"outputs": [tensor("p", [1, 2, 3])]}), (OIP, {"error": "x"}),
     (MLFLOW, {"predictions": [1]}), (MLFLOW, {"predictions": "12"}), (MLFLOW, []),
     (CSV, "0.1\n"), (CSV, "1,2\n3\n"), (CSV, {}), (CSV, "")],
)  # fmt: skip
def test_what_does_not_fit_the_rows_is_garbage(descriptor, answer):
    with pytest.raises((*GARBAGE, Refused)):
        rows_of(descriptor, answer, 2, None)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["outputs", "predictions", "name", "data", "score"]), inner, max_size=3),
    max_leaves=12,
)  # fmt: skip


@given(st.sampled_from([OIP, MLFLOW]), ANYTHING, st.integers(1, 3))
def test_whatever_comes_is_an_answer_or_told(descriptor, answer, rows):
    answer = json.loads(json.dumps(answer))
    try:
        values = rows_of(descriptor, answer, rows, None)
        assert len(values) == rows
        assert numbers_of(values).shape == (rows,)
        assert scores_of(values, ("a", "b")).shape[0] == rows
        assert labels_of(values, ("a", "b")).shape == (rows,)
    except (*GARBAGE, Refused):
        return


@given(st.text(max_size=40), st.integers(1, 3))
def test_whatever_text_comes_is_an_answer_or_told(text, rows):
    try:
        assert len(rows_of(CSV, text, rows, None)) == rows
    except (*GARBAGE, Refused):
        return


def test_numbers_scores_and_labels():
    np.testing.assert_array_equal(numbers_of([1, [2.5], None]), [1.0, 2.5, np.nan])
    np.testing.assert_array_equal(scores_of([0.2, None], ("a", "b")), [[0.2], [np.nan]])
    np.testing.assert_array_equal(scores_of([[[1, 2]], [3, 4]], ("a", "b")), [[1, 2], [3, 4]])
    assert labels_of(["b", ["a"], None], ("a", "b")).tolist() == [1, 0, -1]
    assert labels_of([1, 0.0, True], ("0", "1", "true")).tolist() == [1, 0, 2]


@pytest.mark.parametrize(
    ("read", "field", "remedy"),
    [
        (lambda: numbers_of(["high"]), "model.output", "task: classification"),
        (lambda: numbers_of([[1, 2]]), "model.output", "output: {name: ...}"),
        (lambda: scores_of([[1, 2, 3]], ("a", "b")), "model.labels", "list the labels"),
        (lambda: scores_of([1, [1, 2]], ("a", "b")), "model.labels", "list the labels"),
        (lambda: scores_of(["a"], ("a", "b")), "model.output", "meaning: label"),
        (lambda: labels_of([0.3], ("a", "b")), "model.output", "meaning: probability"),
        (lambda: labels_of(["c"], ("a", "b")), "model.labels", "list every label"),
        (lambda: rows_of(MLFLOW, {"predictions": [{"p": 1, "q": 2}]}, 1, None), "model.output",
         "output: {name: p}"),
        (lambda: rows_of(MLFLOW, {"predictions": [{"p": 1}]}, 1, "z"), "model.output", "have p"),
    ],
)  # fmt: skip
def test_another_shape_is_refused_with_its_field_and_remedy(read, field, remedy):
    with pytest.raises(Refused) as refused:
        read()
    (problem,) = refused.value.problems
    assert problem.field == field
    assert remedy in problem.remedy
