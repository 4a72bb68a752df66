"""What a model of this process answers, and what is asked where that is open."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from evenhand.frames import Frame
from evenhand.introspection import columns_read, look_at
from tests.evenhand.looked_at import FRAME, LABELS, columns, look, refusal
from tests.lazily import lazily

torch = lazily("torch")


def test_numbers_beside_a_label_with_classes_are_asked_about():
    problem = refusal(lambda f: f.x / 60)
    assert (problem.field, problem.code) == ("output", "outputs_several")


def test_probabilities_without_classes_are_asked_about():
    assert "`classes=['0', '1']`" in refusal(lambda f: np.full((len(f), 2), 0.5)).remedy


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


@pytest.mark.parametrize("answer", [lambda f: (f.x > 30).astype(int), lambda f: f.x > 30])
def test_a_function_that_answers_with_the_labels_is_a_classifier(answer):
    labels = ("0", "1") if answer(FRAME).dtype == int else ("false", "true")
    called = look(answer, labels=labels)
    assert (called.output, called.classes) == ("label", labels)
    assert called.ask(columns([1.0, 40.0]))["codes"] == [0, 1]


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
    "made", [lambda: LogisticRegression, lambda: torch.nn.Linear(2, 1)], ids=["class", "torch"]
)
def test_what_was_not_trained_or_reads_tensors_says_how_to_give_it(made):
    assert refusal(made()).code == "no_model"
