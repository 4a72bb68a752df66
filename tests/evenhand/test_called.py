"""What a function or an estimator of this process answers, and what is asked where that is open."""

import sys

import numpy as np
import pandas as pd
import pytest
import torch
from sklearn.linear_model import LinearRegression, LogisticRegression

from audits.errors import ModelFailure, Refused
from evenhand.called import columns_read, look_at
from evenhand.frames import Frame

FRAME = pd.DataFrame({"x": np.arange(60.0), "y": np.arange(60) % 3})
LABELS = (FRAME["x"] > 30).astype(int)


def look(model, *, output=None, classes=None, labels=("0", "1"), frame=FRAME):
    return look_at(
        model, Frame.of(frame), list(frame.columns), output=output, classes=classes, labels=labels
    )


def refusal(model, **more):
    with pytest.raises(Refused) as caught:
        look(model, **more)
    (problem,) = caught.value.problems
    return problem


def columns(rows):
    return {"columns": {"x": list(rows), "y": [0.0 for _ in rows]}}


def test_an_estimator_with_probabilities_gives_its_own():
    model = LogisticRegression().fit(FRAME, LABELS)
    called = look(model)
    assert (called.output, called.classes) == ("probability", ("0", "1"))
    answer = called.ask({"columns": FRAME.to_dict("list")})
    np.testing.assert_array_equal(answer["probabilities"], model.predict_proba(FRAME))
    assert answer["codes"] == model.predict(FRAME).tolist()


def test_a_regressor_gives_numbers():
    model = LinearRegression().fit(FRAME, FRAME["x"] * 2)
    called = look(model, labels=None)
    assert called.profile.task == "regression"
    answer = called.ask({"columns": FRAME.to_dict("list")})
    np.testing.assert_array_equal(answer["numbers"], model.predict(FRAME))


@pytest.mark.parametrize("answer", [lambda f: (f.x > 30).astype(int), lambda f: f.x > 30])
def test_a_function_that_answers_with_the_labels_is_a_classifier(answer):
    labels = ("0", "1") if answer(FRAME).dtype == int else ("false", "true")
    called = look(answer, labels=labels)
    assert (called.output, called.classes) == ("label", labels)
    assert called.ask(columns([1.0, 40.0]))["codes"] == [0, 1]


def test_numbers_beside_a_label_with_classes_are_asked_about():
    problem = refusal(lambda f: f.x / 60)
    assert (problem.field, problem.code) == ("output", "outputs_several")


def test_a_lone_probability_is_of_the_second_class():
    called = look(lambda f: np.full(len(f), 0.25), output="probability")
    assert called.ask(columns([1.0]))["probabilities"] == [[0.75, 0.25]]


def test_probabilities_without_classes_are_asked_about():
    assert "`classes=['0', '1']`" in refusal(lambda f: np.full((len(f), 2), 0.5)).remedy


def test_the_row_that_raises_is_named_by_its_place_in_the_data():
    def picky(frame):
        if (frame.x == 53).any():
            raise ValueError("no")
        return frame.x > 30

    called = look(picky, labels=None)
    with pytest.raises(ModelFailure, match=r"raised ValueError: no \(row 53, counted from 0"):
        called.ask({"columns": {"x": [5.0, 53.0, 6.0], "y": [2.0, 2.0, 0.0]}})


def test_a_row_that_stands_nowhere_in_the_data_is_told_by_its_values():
    def picky(frame):
        if (frame.x == -1).any():
            raise ValueError("no")
        return frame.x > 30

    with pytest.raises(ModelFailure, match=r"changed copy of a row: x=-1.0"):
        look(picky, labels=None).ask(columns([-1.0]))


@pytest.mark.parametrize(
    ("model", "output", "words"),
    [
        (lambda f: np.zeros(50), "label", "shape"),
        (lambda f: np.zeros((len(f), 2)), "number", "2 numbers a row"),
        (lambda f: np.full(len(f), 7.0), "probability", "gave 7 as a probability"),
        (lambda f: np.full((len(f), 3), 0.1), "probability", "3 probabilities a row"),
    ],
)
def test_answers_that_do_not_fit_are_told(model, output, words):
    called = look(model, output=output, classes=None if output == "number" else ["0", "1"])
    with pytest.raises(ModelFailure, match=words):
        called.ask(columns([1.0, 2.0]))


def test_a_function_that_changes_its_input_changes_a_copy():
    def rude(frame):
        frame["x"] = 0.0
        return frame.y > 0

    called = look(rude, labels=None)
    body = columns([1.0, 2.0])
    called.ask(body)
    assert body["columns"]["x"] == [1.0, 2.0]


def test_an_estimator_says_which_columns_it_was_trained_on():
    frame = Frame.of(FRAME.assign(other=1))
    model = LogisticRegression().fit(FRAME, LABELS)
    assert columns_read(model, frame, None) == ("x", "y")
    assert columns_read(lambda f: f, frame, None) is None
    assert columns_read(model, frame, ["other"]) == ("other",)


def test_what_cannot_be_asked_is_refused():
    assert refusal(7).code == "no_model"


@pytest.mark.parametrize(
    "answer",
    [lambda f: None, lambda f: {"a": 1}, lambda f: 1, lambda f: np.zeros(3), lambda f: f["none"]],
    ids=["nothing", "mapping", "one", "too few", "raises"],
)
def test_a_function_that_cannot_answer_the_first_rows_is_refused(answer):
    assert refusal(answer).code == "model_failure"


def test_answers_that_a_function_sorted_go_back_to_their_rows():
    called = look(lambda f: f.sort_values("x", ascending=False).x.gt(30).astype(int))
    assert called.ask(columns([1.0, 40.0, 2.0]))["codes"] == [0, 1, 0]


def test_a_row_without_an_answer_has_none():
    called = look(lambda f: [None if x == 2 else "1" for x in f.x])
    assert called.classes == ("0", "1")
    assert called.ask(columns([1.0, 2.0]))["codes"] == [1, -1]


def test_a_tensor_with_gradients_is_read():
    called = look(
        lambda f: torch.tensor(f.x.to_numpy() / 60, requires_grad=True), output="probability"
    )
    assert called.ask(columns([15.0]))["probabilities"] == [[0.75, 0.25]]


@pytest.mark.parametrize("labels", [("0", "1"), ("false", "true")])
@pytest.mark.parametrize("dtype", [int, bool])
def test_truth_values_and_ones_are_the_same_answers(labels, dtype):
    model = LogisticRegression().fit(FRAME, LABELS.astype(dtype))
    for asked in (model, model.predict, lambda f: model.predict(f)):
        called = look(asked, labels=labels)
        assert called.classes == labels
        assert called.ask({"columns": FRAME.to_dict("list")})["codes"] == LABELS.tolist()


def test_a_method_of_an_estimator_knows_its_classes_and_columns():
    model = LogisticRegression().fit(FRAME, LABELS)
    called = look(model.predict_proba)
    assert (called.output, called.classes) == ("probability", ("0", "1"))
    assert called.name == "sklearn.LogisticRegression.predict_proba"
    assert columns_read(model.predict, Frame.of(FRAME.assign(z=1)), None) == ("x", "y")


def test_an_estimator_is_asked_about_a_mapping_as_about_an_array():
    model = LogisticRegression().fit(FRAME.to_numpy(), LABELS)
    mapped = look_at(
        model, Frame.of(FRAME.to_dict("list")), ["x", "y"], output=None, classes=None,
        labels=("0", "1"),
    )  # fmt: skip
    expected = model.predict_proba([[1.0, 0.0], [40.0, 0.0]])
    np.testing.assert_array_equal(mapped.ask(columns([1.0, 40.0]))["probabilities"], expected)


@pytest.mark.parametrize(
    "model", [LogisticRegression, torch.nn.Linear(2, 1)], ids=["class", "torch"]
)
def test_what_was_not_trained_or_reads_tensors_says_how_to_give_it(model):
    assert refusal(model).code == "no_model"


def test_a_function_that_ends_the_process_is_told_with_its_row():
    def ends(frame):
        if (frame.x == 53).any():
            sys.exit(3)
        return frame.x > 30

    with pytest.raises(ModelFailure, match=r"SystemExit: 3 \(row 53"):
        look(ends, labels=None).ask({"columns": {"x": [5.0, 53.0], "y": [2.0, 2.0]}})
