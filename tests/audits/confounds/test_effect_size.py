"""How strongly an answer goes with a nuisance once the label is known."""

from math import sqrt

import numpy as np
import pytest
from scipy.stats import chi2_contingency

from audits.confounds.effect_size import cross, effect, negligible, pooled
from audits.confounds.regress_on_label import given
from audits.measurement import WhyNot
from audits.statistics.association import squared_correlation
from tests.audits.confounds.simulated import category, number


def test_partial_r2_is_the_squared_partial_correlation():
    draw = np.random.default_rng(0)
    y = draw.normal(size=1500)
    c, f = y + draw.normal(size=1500), y + draw.normal(size=1500)
    # The textbook's formula from three plain correlations.
    r = np.corrcoef([y, c, f])
    partial = (r[1, 2] - r[0, 1] * r[0, 2]) / sqrt((1 - r[0, 1] ** 2) * (1 - r[0, 2] ** 2))
    label = given(number(y), np.column_stack([c, f]))
    assert label.columns == 2
    found = effect(label, number(f), number(c))
    assert found.value == pytest.approx(partial**2, abs=1e-12)


def test_the_interval_of_partial_r2_covers_and_misses_as_often_as_it_says():
    """5 % of 400 are 20, with a spread of 4.4."""
    draw = np.random.default_rng(6)
    missed = 0
    for _ in range(400):
        y = draw.normal(size=300)
        c = y + draw.normal(size=300)
        f = y + 0.5 * c + draw.normal(size=300)
        found = effect(given(number(y), np.column_stack([c, f])), number(f), number(c))
        low, high = squared_correlation(found.evidence, 0.95)
        # Given y: .5 times a unit normal against a unit normal.
        missed += not low <= 0.2 <= high
    assert 9 <= missed <= 32


def test_v_within_label_classes_adds_the_classes_up():
    label = category([0] * 8 + [1] * 8)
    answer = category([0, 0, 0, 0, 1, 1, 1, 1] * 2)
    nuisance = category([0, 0, 0, 0, 1, 1, 1, 1, 0, 1, 0, 1, 0, 1, 0, 1])
    found = effect(given(label, answer.indicators()), answer, nuisance)
    # Chi-square 8 of 8 in one class and 0 of 8 in the other.
    assert found.value == pytest.approx(sqrt(8 / 16))


def test_tables_are_added_up_as_scipy_counts_each():
    tables = np.array([[[10, 20], [30, 5]], [[7, 3], [4, 9]], [[5, 0], [6, 0]]])
    expected = [chi2_contingency(table, correction=False) for table in tables[:2]]
    statistic, degrees_of_freedom, most = pooled(tables)
    assert statistic == pytest.approx(sum(e.statistic for e in expected))
    assert (degrees_of_freedom, most) == (2, 65 + 23)


def test_rows_are_counted_by_label_answer_and_nuisance():
    answer, nuisance = category([0, 1, 1, 0]), category(["a", "b", "b", "a"])
    counts = cross(np.array([0, 0, 1, 1]), 2, answer, nuisance)
    assert counts.tolist() == [[[1, 0], [0, 1]], [[1, 0], [0, 1]]]


def test_what_does_not_vary_within_the_label_has_no_effect_to_compute():
    label = category([0, 0, 1, 1])
    other = category([0, 1, 0, 1])
    found = effect(given(label, label.indicators()), other, label)
    assert found == WhyNot("within the label the nuisance does not vary")
    found = effect(given(label, label.indicators()), label, other)
    assert found == WhyNot("within the label the answer does not vary")


def test_rounding_is_no_variation():
    column = number([1.0, 2.0, 3.0])
    assert negligible(np.full((3, 1), 1e-9), column)
    assert not negligible(np.full((3, 1), 1e-3), column)
    assert negligible(np.ones((3, 1)), number([2.0, 2.0, 2.0]))


def test_a_number_against_classes_is_the_share_they_explain():
    """Within one class of the label: eta squared of a one-way layout."""
    label = category([0] * 6)
    groups, numbers = category([0, 0, 1, 1, 2, 2]), number([1.0, 3.0, 4.0, 6.0, 8.0, 8.0])
    found = effect(given(label, numbers.indicators()), groups, numbers)
    values, means = np.array([1, 3, 4, 6, 8, 8]), np.array([2, 2, 5, 5, 8, 8])
    between = ((means - 5) ** 2).sum()
    assert found.value == pytest.approx(between / ((values - 5) ** 2).sum())
    assert found.name == "partial R²"


@pytest.mark.parametrize(
    ("rows", "moves", "least", "most"),
    [(60, 0.0, 0.0, 0.045), (300, 0.0, 0.0, 0.045), (300, 1.0, 0.9, 1.0)],
)
def test_a_skewed_nuisance_is_found_where_it_moves_the_score_and_only_there(
    rows, moves, least, most
):
    """A log-normal nuisance, larger in one class, whose score scatters more; 600 draws of each.

    At 2.5 % the squared correlation was above 0 in 8 % of 60 rows and in 5 % of 300. Of a true
    2.5 % the chance of more than 27 in 600 is two in a thousand.
    """
    draw, seen = np.random.default_rng(77), 0
    for _ in range(600):
        y = (draw.random(rows) < 0.4).astype(int)
        own = draw.normal(size=rows)
        score = 1 / (1 + np.exp(-(1.5 * y + draw.normal(size=rows) * (1 + y) + moves * own)))
        answer, nuisance, label = number(score), number(np.exp(own + y)), category(y.tolist())
        found = effect(given(label, answer.indicators()), answer, nuisance)
        seen += squared_correlation(found.evidence, 0.975)[0] > 0
    assert least <= seen / 600 <= most
