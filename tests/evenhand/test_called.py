"""Rows go to a function or an estimator of this process, and its answers come back."""

import sys

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression, LogisticRegression

from audits.errors import ModelFailure
from tests.evenhand.looked_at import FRAME, LABELS, columns, look
from tests.lazily import lazily

torch = lazily("torch")


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


def test_a_lone_probability_is_of_the_second_class():
    called = look(lambda f: np.full(len(f), 0.25), output="probability")
    assert called.ask(columns([1.0]))["probabilities"] == [[0.75, 0.25]]


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


def test_a_function_that_ends_the_process_is_told_with_its_row():
    def ends(frame):
        if (frame.x == 53).any():
            sys.exit(3)
        return frame.x > 30

    with pytest.raises(ModelFailure, match=r"SystemExit: 3 \(row 53"):
        look(ends, labels=None).ask({"columns": {"x": [5.0, 53.0], "y": [2.0, 2.0]}})
