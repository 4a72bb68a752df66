"""What unanswered rows could make of a number: every way to answer them, tried by brute force."""

from dataclasses import replace
from itertools import product

import pytest
from sklearn import metrics

from audits.data.dataset import Categories, Column, Dataset
from audits.measurement import Estimate
from audits.probing.subject import Subject
from audits.probing.unanswered import lacking, marked
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
    measured = list(marked(probe(subject), lacking(subject, probe)))
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
    measured = list(marked(probe(subject), lacking(subject, probe)))
    assert any(each.unanswered is not None for each in measured if isinstance(each, Estimate))
    assert filled(probe, subject, {}, measured) == measured
