"""Weights and counts that cannot be summed are refused; nines that stand for cells are told."""

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.errors import Refused
from audits.report.notes import READ_FIRST
from audits.running.counted_rows import check_summed, told_of_suppressed, told_of_unweighed
from audits.specification.roles import Role

NAN = float("nan")


def table(values, role=Role.COUNT):
    return Dataset((Column("n", role, Numbers(np.asarray(values, float)), source="N"),))


@pytest.mark.parametrize(
    ("role", "values", "code", "words"),
    [
        (Role.WEIGHT, [1, NAN], "missing_weight", "a weight is missing (1 row)"),
        (Role.COUNT, [1, -9, -1], "bad_weight", "a count is negative (2 rows)"),
        (Role.WEIGHT, [0, 0], "bad_weight", "a weight is 0 in every row"),
        (Role.COUNT, [1, 1.5], "bad_count", "a count is not whole (1 row)"),
    ],
)
def test_weights_and_counts_are_ones_that_can_be_summed(role, values, code, words):
    with pytest.raises(Refused) as refused:
        check_summed(table(values, role))
    (problem,) = refused.value.problems
    assert (problem.field, problem.code, problem.reason) == ("dataset.columns.N", code, words)
    check_summed(table([0, 1.5], Role.WEIGHT))
    check_summed(table([0, 2]))


def test_nines_that_many_rows_hold_are_told_with_what_they_count_and_what_leaves_them_out():
    draw = np.random.default_rng(1)
    values = draw.poisson(120, 200).astype(float)
    values[:8] = 999
    (told,) = told_of_suppressed(table(values))
    share = 8 * 999 / values.sum()
    assert told.startswith(
        f"999 stands in 8 rows of column 'N' and counts as that many, {share:.0%}"
    )
    assert told.endswith("`rows: {N: {except: 999}}`")


def test_one_cell_of_nines_far_above_the_others_is_told():
    (told,) = told_of_suppressed(table([5, 12, 7, 9999, 30]))
    assert told.startswith("9999 stands in 1 row ")


@pytest.mark.parametrize(
    "values", [[98, 99, 100, 99, 101], [999] * 5, [400, 999, 800], [99, 1, 2], [99, 99, 99, 99, 1]]
)
def test_counts_among_others_of_their_size_are_counts(values):
    assert list(told_of_suppressed(table(values))) == []


def test_innocent_tables_of_counts_are_hardly_ever_told():
    """Cells of cross tables, 600 draws of three kinds: Poisson, lognormal and negative binomial."""
    draw, told = np.random.default_rng(3), 0
    for number in range(600):
        rows = int(draw.integers(8, 400))
        size = float(draw.choice([5, 90, 99, 300, 999, 2_000]))
        values = (
            draw.poisson(size, rows),
            np.rint(draw.lognormal(np.log(size), draw.uniform(0.3, 1.5), rows)),
            draw.negative_binomial(2, 2 / (2 + size), rows),
        )[number % 3]
        told += bool(list(told_of_suppressed(table(values))))
    assert told <= 3  # .5 %


def weighed(lacking):
    """600 rows, of which these lack a weight; the first 100 are of group B."""
    group = Categories((np.arange(600) < 100).astype(int), ("A", "B"))
    weights = np.where(lacking, np.nan, 1.0)
    column = Column("w", Role.WEIGHT, Numbers(weights))
    texts = Column("w", Role.FEATURE, Categories(np.where(lacking, -1, 0), ("1",)))
    data = Dataset((Column("g", Role.PROTECTED, group), column))
    told = list(told_of_unweighed(data, column, Role.WEIGHT, lacking))
    # As `rows: {w: {except: ""}}` reads it.
    assert told == list(told_of_unweighed(data, texts, Role.WEIGHT, lacking))
    assert list(told_of_unweighed(data, column, Role.WEIGHT, ~lacking)) == []  # kept, and refused
    return told


def test_rows_without_a_weight_that_are_of_one_group_are_told_of_whom():
    """30 of the 100 with B: 30 - 5 expected, over the root of 5, are 11 standard errors."""
    (sentence,) = weighed(np.arange(600) < 30)
    assert sentence.startswith("30 rows without a weight are left out, and they are not like")
    assert "30 of 100 with g B have none" in sentence
    assert READ_FIRST.fullmatch(sentence)


def test_rows_that_lack_a_weight_by_chance_are_not_told():
    assert weighed(np.zeros(600, dtype=bool)) == []
    draws = np.random.default_rng(3)
    assert sum(bool(weighed(draws.random(600) < 0.05)) for _ in range(200)) <= 3
