"""What unanswered rows could make of a number: every way to answer them, tried by brute force."""

import math
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from sklearn import metrics

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.measurement import Estimate
from audits.probing.subject import Subject
from audits.probing.unanswered import marked, unanswered_rows
from audits.running.catalog import catalog
from audits.running.unanswered_extremes import filled
from audits.specification.roles import Role

LABELS = ["yes", "no"] * 30
MISSING = (0, 1, 5, 8)


def table(answers):
    return Dataset((
        Column("y", Role.LABEL, Categories.of(LABELS), positive="yes", favourable="yes"),
        Column("answer", Role.PREDICTION, Categories.of(answers)),
    ))  # fmt: skip


def answers():
    given = [label if row % 5 else ("no" if label == "yes" else "yes")
             for row, label in enumerate(LABELS)]  # fmt: skip
    return [None if row in MISSING else answer for row, answer in enumerate(given)]


def every_way():
    for tried in product(["yes", "no"], repeat=len(MISSING)):
        given = answers()
        for row, answer in zip(MISSING, tried, strict=True):
            given[row] = answer
        yield given


@pytest.mark.parametrize(
    ("metric", "of"),
    [
        ("f1", lambda given: metrics.f1_score(LABELS, given, pos_label="yes")),
        ("matthews_correlation", lambda given: metrics.matthews_corrcoef(LABELS, given)),
        ("cohen_kappa", lambda given: metrics.cohen_kappa_score(LABELS, given)),
    ],
)
def test_the_ends_are_the_least_and_the_greatest_of_all_ways_to_answer(metric, of):
    probe, subject = catalog()["imbalance.accuracy_against_majority"], Subject(table(answers()))
    measured = list(marked(probe(subject), unanswered_rows(subject, probe)))
    ends = next(
        each for each in filled(probe, subject, {}, measured)
        if isinstance(each, Estimate) and each.metric == metric and not each.group
    ).unanswered.bounds  # fmt: skip
    values = [of(given) for given in every_way()]
    assert (ends.lower, ends.upper) == (pytest.approx(min(values)), pytest.approx(max(values)))


def test_where_every_row_is_answered_nothing_is_filled():
    probe = catalog()["imbalance.accuracy_against_majority"]
    subject = Subject(table([answer or "yes" for answer in answers()]))
    measured = list(probe(subject))
    assert filled(probe, subject, {}, measured) == measured


def test_of_three_classes_nothing_is_filled():
    labels = [*LABELS[:-1], "maybe"]
    data = Dataset(tuple(
        replace(column, values=Categories.of(labels)) if column.role is Role.LABEL else column
        for column in table(answers())
    ))  # fmt: skip
    probe, subject = catalog()["imbalance.accuracy_against_majority"], Subject(data)
    measured = list(marked(probe(subject), unanswered_rows(subject, probe)))
    assert any(each.unanswered is not None for each in measured if isinstance(each, Estimate))
    assert filled(probe, subject, {}, measured) == measured


RANKED = LABELS + LABELS[:20]
SCORES = [
    ((row * 37) % 80 + (20 if label == "yes" else 0)) / 100 for row, label in enumerate(RANKED)
]
PLACES = [-0.0, *(score + 1e-6 for score in sorted(set(SCORES))), 1.0]


def scored(scores):
    return Dataset((
        Column("y", Role.LABEL, Categories.of(RANKED), positive="yes", favourable="yes"),
        Column("score", Role.SCORE, Numbers(np.asarray(scores, dtype=float))),
    ))  # fmt: skip


@pytest.mark.parametrize(
    ("probe", "metric", "of"),
    [
        ("fairness.calibration", "brier_score", metrics.brier_score_loss),
        ("fairness.ranking", "roc_auc", metrics.roc_auc_score),
        ("fairness.ranking", "average_precision", metrics.average_precision_score),
    ],
)
def test_the_ends_of_scores_are_those_of_all_places_that_they_may_have(probe, metric, of):
    """Three unanswered rows at each of the places between the others, by scikit-learn."""
    missing = (0, 1, 5)
    given = [math.nan if row in missing else score for row, score in enumerate(SCORES)]
    probe, subject = catalog()[probe], Subject(scored(given))
    measured = list(marked(probe(subject), unanswered_rows(subject, probe)))
    (found,) = (
        each for each in filled(probe, subject, {}, measured)
        if isinstance(each, Estimate) and each.metric == metric and not each.group
    )  # fmt: skip
    truth, values = [label == "yes" for label in RANKED], []
    for tried in product(PLACES[:: len(PLACES) // 8] + PLACES[-1:], repeat=len(missing)):
        scores = list(SCORES)
        for row, score in zip(missing, tried, strict=True):
            scores[row] = min(1.0, score)
        values.append(of(truth, scores))
    ends = found.unanswered.bounds
    slack = 0.01 if metric != "brier_score" else 1e-9
    assert ends.lower <= min(values) + 1e-9
    assert ends.upper >= max(values) - 1e-9
    assert ends.lower == pytest.approx(min(values), abs=slack)
    assert ends.upper == pytest.approx(max(values), abs=slack)
    assert len(found.unanswered.evidence) == 2
