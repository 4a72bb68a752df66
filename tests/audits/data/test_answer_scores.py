"""Confidences of the answer given are asked about, and turned into probabilities of one class."""

import numpy as np
import pytest
from sklearn.metrics import brier_score_loss, roc_auc_score

from audits.data.answer_scores import check_scores, of_positive
from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.errors import Refused
from audits.probing.subject import Subject
from audits.running.catalog import find
from audits.specification.roles import Role

ROWS = 400
RNG = np.random.default_rng(3)
CHANCES = RNG.beta(2, 2, ROWS)
TRUE = RNG.random(ROWS) < CHANCES


def table(scores, answered, of=None, levels=("no", "yes"), labels=TRUE, positive="yes"):
    codes = np.asarray(answered).astype(np.int8)
    label = Categories(np.asarray(labels).astype(np.int8), levels)
    return Dataset(
        (
            Column("s", Role.SCORE, Numbers(np.asarray(scores, float)), of=of),
            Column("p", Role.PREDICTION, Categories(codes, levels)),
            Column("y", Role.LABEL, label, positive=positive),
        )
    )


def confidences():
    answered = CHANCES >= 0.5
    return np.where(answered, CHANCES, 1 - CHANCES), answered


@pytest.mark.parametrize(("whole", "least"), [(1, "0.5"), (100, "50")])
def test_confidences_of_the_answer_are_asked_about_with_both_ways_out(whole, least):
    scores, answered = confidences()
    with pytest.raises(Refused) as refused:
        check_scores(table(scores * whole, answered))
    (problem,) = refused.value.problems
    assert (problem.field, problem.code) == ("dataset.columns.s.of", "score_of_answer")
    assert problem.reason.startswith(f"no 's' is below {least}, whichever")
    assert "`of: answer`" in problem.remedy
    assert "`of: positive`" in problem.remedy


@pytest.mark.parametrize("whole", [1, 100])
@pytest.mark.parametrize("cut", [0.2, 0.3, 0.35, 0.4, 0.6, 0.75])
def test_so_are_those_of_another_threshold_than_a_half(cut, whole):
    """PyCaret's `probability_threshold`: of .4, one answer's are .4 or more, the other's .6."""
    answered = cut <= CHANCES
    scores = (np.where(answered, CHANCES, 1 - CHANCES) * whole).round(4)
    with pytest.raises(Refused) as refused:
        check_scores(table(scores, answered))
    assert refused.value.problems[0].reason.startswith(
        f"the least 's' of either answer add up to {whole} or"
    )
    assert "`of: answer`" in refused.value.problems[0].remedy


@pytest.mark.parametrize("of", ["answer", "positive"])
def test_whoever_says_whose_they_are_is_not_asked(of):
    check_scores(table(*confidences(), of=of))


@pytest.mark.parametrize("cut", [0.2, 0.35, 0.5, 0.7, 0.9])
@pytest.mark.parametrize("whole", [1, 100])
def test_probabilities_of_one_class_are_left_alone_wherever_they_are_cut(cut, whole):
    check_scores(table(CHANCES * whole, cut <= CHANCES))


@pytest.mark.parametrize("cut", [0.55, 0.7, 0.9])
@pytest.mark.parametrize("whole", [1, 100])
def test_probabilities_that_are_all_above_a_half_are_left_alone_where_a_cut_parts_them(cut, whole):
    high = 0.5 + CHANCES / 2
    check_scores(table(high * whole, high >= cut))


def test_scores_beside_other_peoples_decisions_are_left_alone():
    check_scores(table(CHANCES, RNG.random(ROWS) < 0.5))


@pytest.mark.parametrize("scores", [np.ones(ROWS), np.full(ROWS, np.nan), CHANCES * 100 + 50])
def test_constants_and_other_scales_are_left_alone(scores):
    check_scores(table(scores, CHANCES >= 0.5))


def test_few_rows_of_an_answer_are_no_evidence():
    scores, answered = confidences()
    order = np.argsort(answered)
    few = np.r_[order[:9], order[-200:]]
    check_scores(table(scores[few], answered[few], labels=TRUE[few]))


def test_of_more_classes_it_is_asked_and_cannot_be_turned():
    chances = RNG.dirichlet((1, 1, 1), ROWS)
    classes, answered = ("a", "b", "c"), chances.argmax(axis=1)
    labels = RNG.integers(0, 3, ROWS)
    data = table(chances.max(axis=1), answered, levels=classes, labels=labels, positive="a")
    with pytest.raises(Refused) as refused:
        check_scores(data)
    assert "probability of `positive` in its place" in refused.value.problems[0].remedy
    check_scores(table(chances[:, 0], answered, levels=classes, labels=labels, positive="a"))
    stated = table(chances.max(axis=1), answered, "answer", classes, labels, "a")
    with pytest.raises(Refused, match="3 classes"):
        of_positive(stated, print)


def beside_labels(scores, labels, positive="yes", of=None, more=()):
    columns = table(scores, labels, of, labels=labels, positive=positive)
    return Dataset((*(one for one in columns if one.role is not Role.PREDICTION), *more))


@pytest.mark.parametrize("whole", [1, 100])
@pytest.mark.parametrize("positive", ["yes", "no"])
def test_beside_labels_alone_confidences_are_asked_about(whole, positive):
    """As a pipeline's `score` beside a gold label, once its `label` is left out."""
    scores, _ = confidences()
    with pytest.raises(Refused) as refused:
        check_scores(beside_labels(scores * whole, TRUE, positive))
    (problem,) = refused.value.problems
    assert (problem.field, problem.code) == ("dataset.columns.s.of", "score_of_answer")
    assert "role prediction" in problem.remedy
    for of in ("answer", "positive"):
        check_scores(beside_labels(scores * whole, TRUE, positive, of))


@pytest.mark.parametrize("whole", [1, 100])
def test_probabilities_beside_labels_alone_are_left_alone(whole):
    check_scores(beside_labels(CHANCES * whole, TRUE))
    high = 0.5 + CHANCES / 2  # of what most rows are, as whether a loan is paid back
    check_scores(beside_labels(high * whole, RNG.random(ROWS) < high))
    scores, _ = confidences()
    lists = Column("q", Role.QUERY, Categories(np.zeros(ROWS, np.int8), ("a",)))
    check_scores(beside_labels(scores, TRUE, more=(lists,)))
    check_scores(beside_labels(scores, np.arange(ROWS) < 9))


@pytest.mark.parametrize("rate", [0.7, 0.97, 0.995])
@pytest.mark.parametrize("rows", [60, 600, 6000])
def test_true_probabilities_near_1_are_asked_about_in_no_table_of_hundreds(rate, rows):
    """By their own law: at four standard errors and a row one in thousands would be."""
    rng = np.random.default_rng(11)
    for _ in range(200):
        chances = np.clip(rate + rng.uniform(-1, 1, rows) * (1 - rate), 0.5, 1)
        check_scores(beside_labels(chances, rng.random(rows) < chances))


def test_a_constant_beside_labels_is_left_alone():
    check_scores(beside_labels(np.full(ROWS, 0.9), TRUE))


@pytest.mark.parametrize("whole", [1, 100])
def test_turned_they_give_the_areas_and_errors_of_the_probabilities(whole):
    told = []
    scores, answered = confidences()
    data = of_positive(table(scores * whole, answered, of="answer"), told.append)
    np.testing.assert_allclose(data.one(Role.SCORE).numbers, CHANCES)
    assert len(told) == 1
    area = next(
        one
        for one in find("fairness.ranking")(Subject(data))
        if getattr(one, "metric", "") == "roc_auc"
    )
    assert area.value == pytest.approx(roc_auc_score(TRUE, CHANCES))
    assert brier_score_loss(TRUE, data.one(Role.SCORE).numbers) == pytest.approx(
        brier_score_loss(TRUE, CHANCES)
    )


def test_of_the_other_class_they_are_turned_round():
    data = of_positive(table(*confidences(), of="answer", positive="no"), lambda message: None)
    np.testing.assert_allclose(data.one(Role.SCORE).numbers, 1 - CHANCES)


def test_rows_without_an_answer_have_no_score():
    scores, answered = confidences()
    codes = answered.astype(int)
    codes[0] = -1
    data = of_positive(table(scores, codes, of="answer"), lambda message: None)
    assert np.isnan(data.one(Role.SCORE).numbers).tolist() == [True, *[False] * (ROWS - 1)]


def test_what_is_no_probability_cannot_be_turned():
    rounded = np.where(CHANCES > 0.9, 1 + 1e-9, CHANCES)
    for scores, whole in ((CHANCES * 300, 100), (CHANCES - 0.5, 1), (rounded, 1)):
        with pytest.raises(Refused, match=f"below 0 or above {whole}, so"):
            of_positive(table(scores, CHANCES >= 0.5, of="answer"), print)


def test_without_recorded_answers_there_is_nothing_to_turn_by():
    score = Column("s", Role.SCORE, Numbers(CHANCES), of="answer")
    with pytest.raises(Refused, match="no answers are classes"):
        of_positive(Dataset((score,)), print)


def test_scores_of_the_positive_class_stay_as_they_are():
    data = table(CHANCES, CHANCES >= 0.5)
    assert of_positive(data, print) is data
