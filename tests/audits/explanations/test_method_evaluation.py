"""Rows explained once, again and of a model that forgot; what cannot be explained, and why."""

import numpy as np
import pytest

from audits.explanations.deletion_insertion import Curves
from audits.explanations.explanation import Explanation
from audits.explanations.lime import Lime
from audits.explanations.method_evaluation import Explained, cut_rows, evaluate_method
from audits.explanations.occlusion import Occlusion
from audits.explanations.row_selection import SelectedRow
from audits.explanations.subject_to_explain import ExplanationTask
from audits.models import Answers
from tests.askable import LinearText, texts
from tests.subjects import Subject

SENTENCES = ["a good film", "", "a bad film", "the very end"]
WEIGHTS = {"good": 2.0, "bad": -1.0}


def task(sentences=SENTENCES, model=None):
    return ExplanationTask(Subject(texts(sentences), model or LinearText(WEIGHTS)))


def named(*rows):
    return [SelectedRow(row, "named") for row in rows]


def test_each_row_has_its_explanation_for_the_class_that_was_answered():
    result = evaluate_method(task(), Occlusion(), named(0, 2), seeds=0)
    assert result.undetermined is None
    first, second = result.rows
    assert (first.selected.row, first.explanation.target) == (0, 1)
    assert second.explanation.target == 0  # P(yes) is logistic(-1)
    # Without "good" the text says nothing: logistic(2) - logistic(0); the others move nothing.
    np.testing.assert_allclose(first.explanation.weights, [0, 1 / (1 + np.exp(-2)) - 0.5, 0])
    assert (first.again, first.scrambled) == ((), ())


def test_rows_that_cannot_be_cut_are_left_out_with_their_reason():
    instances, left_out = cut_rows(task(), named(1, 3))
    assert [instance.row for instance in instances] == [3]
    assert left_out == {1: "row 1 is an empty text"}
    result = evaluate_method(task(), Occlusion(), named(1), seeds=2)
    assert result.rows == ()
    assert result.undetermined == "row 1 is an empty text"
    assert evaluate_method(task(), Occlusion(), [], seeds=2).undetermined == "no row was chosen"


def test_a_method_that_draws_is_asked_again_with_other_seeds_and_of_shuffled_answers():
    fractions = []
    result = evaluate_method(task(), Lime(60), named(0, 2), seeds=3, on_progress=fractions.append)
    assert [len(row.again) for row in result.rows] == [3, 3]
    assert [len(row.scrambled) for row in result.rows] == [1, 1]
    assert result.randomised.by == "answers"
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0


def test_rows_whose_answer_nothing_moves_tell_nothing():
    result = evaluate_method(task(), Occlusion(), named(0, 3), seeds=0)
    assert [row.moves for row in result.rows] == [True, False]
    assert [row.selected.row for row in result.telling] == [0]


class Wavering(LinearText):
    """Answers otherwise each time it is asked."""

    def classify(self, features):
        answers = super().classify(features)
        shift = 0.01 * (self.asked % 7)
        yes = np.clip(answers.probabilities[:, 1] * 0.9 + shift, 0, 1)
        return Answers(answers.codes, np.stack([1 - yes, yes], axis=1))


def test_a_model_that_answers_otherwise_when_asked_twice_is_not_explained():
    result = evaluate_method(task(model=Wavering(WEIGHTS)), Occlusion(), named(0, 2), seeds=0)
    assert result.rows == ()
    assert result.undetermined.startswith("the model answers differently to the same input (by up")


class Certain(LinearText):
    """Knows one class."""

    def classify(self, features):
        rows = len(features["text"])
        return Answers(np.zeros(rows, dtype=np.intp), np.ones((rows, 1)))


def test_a_model_that_knows_one_class_is_not_explained():
    model = Certain(WEIGHTS, classes=("yes",))
    result = evaluate_method(task(model=model), Occlusion(), named(0), seeds=0)
    assert result.rows == ()
    assert result.undetermined.startswith("the model knows one class only")


def explained(weights, *again, scrambled=()):
    def explanation(values):
        return Explanation(0, 1, np.array(values, dtype=float), 0.9, 0.5)

    curves = Curves(np.zeros(1), np.zeros(1), np.zeros(1), np.zeros(1), np.zeros(1))
    return Explained(
        SelectedRow(0, "named"), task().instance(0), explanation(weights), curves,
        tuple(map(explanation, again)), tuple(map(explanation, scrambled)),
    )  # fmt: skip


def test_agreement_stability_and_sanity_are_means_over_the_other_explanations():
    row = explained([1, 0, 0], [2, 0, 0], [0, 1, 0], scrambled=([3, 0, 0], [0, 0, 1]))
    assert row.agreement(0)[0] == pytest.approx(0.5)  # both say 1, one says 2
    assert row.agreement(1)[0] == pytest.approx(0.0)
    assert row.stability == pytest.approx(0.25)
    assert row.sanity == pytest.approx(0.5)  # the same pattern, then another
    assert explained([1e-7, 0, 0]).moves is False
