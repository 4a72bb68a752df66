"""Rows of one kind are seldom told apart; a shift that no single column shows is."""

import numpy as np

from audits.data.dataset import Column, Dataset, Numbers, Texts
from audits.data_quality.drift.joint import told_apart
from audits.data_quality.drift.pairs import pairs
from audits.specification.roles import Role


def table(*columns):
    return Dataset(
        tuple(Column(f"x{at}", Role.FEATURE, Numbers(each)) for at, each in enumerate(columns))
    )


def test_of_one_kind_they_are_told_apart_no_more_often_than_the_level():
    rng, hits = np.random.default_rng(0), 0
    for _ in range(60):
        before, now = table(*rng.normal(size=(3, 60))), table(*rng.normal(size=(3, 90)))
        hits += told_apart(before, now, list(pairs(before, now, print)), rng).p_value <= 0.05
    assert hits <= 8  # of .05 more than that have odds of 1 in 300


def test_two_columns_that_go_together_now_are_told_though_neither_moved():
    rng = np.random.default_rng(1)
    apart, together = rng.normal(size=(2, 900)), rng.normal(size=900)
    before, now = table(*apart), table(together, together + rng.normal(0, 0.3, 900))
    found = told_apart(before, now, list(pairs(before, now, print)), rng)
    assert found.p_value < 1e-6
    assert found.areas.roc > 0.6
    assert (found.before, found.now) == (450, 450)


def test_the_order_of_rows_and_the_size_of_a_side_do_not_matter():
    rng = np.random.default_rng(2)
    before, now = table(rng.normal(size=200)), table(rng.normal(0.8, size=60))
    found = told_apart(before, now, list(pairs(before, now, print)), np.random.default_rng(0))
    turned = now.take(np.arange(60)[::-1])
    again = told_apart(before, turned, list(pairs(before, turned, print)), np.random.default_rng(0))
    assert found == again
    assert found.p_value < 0.05


def test_words_tell_and_few_rows_do_not():
    def texts(words):
        return Dataset((Column("t", Role.FEATURE, Texts.of(words)),))

    before, now = texts(["good film"] * 60), texts(["bad film"] * 60)
    assert told_apart(before, now, [], np.random.default_rng(0)).p_value < 1e-6
    few = before.take(np.arange(10))
    assert told_apart(few, now, [], np.random.default_rng(0)) is None
    assert told_apart(table(), table(), [], np.random.default_rng(0)) is None
