"""Where an estimate stands against its bounds, beside exact tests from scipy."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from audits.judging.equivalence import (
    LARGEST_FACTOR,
    Deciding,
    deciding,
    needed_factor,
    one_sided_p,
    spans,
    whole_inside,
    whole_outside,
)
from audits.measurement import Estimate, Interval
from audits.specification.parsing import parse_policy
from audits.statistics.intervals import limits


def rule_of(metric="false_positive_rate", **bounds):
    (rule,) = parse_policy({"rules": [{"metric": metric, **bounds}]}).rules
    return rule


@st.composite
def counts(draw):
    trials = draw(st.integers(10, 400))
    return draw(st.integers(1, trials - 1)), trials


def share(x, n):
    evidence = (float(x), float(n))
    interval = limits("wilson", evidence, 0.95)
    return Estimate("false_positive_rate", (), x / n, interval, 0.95, n, "wilson", evidence)


@pytest.mark.parametrize(
    ("bounds", "interval", "inside"),
    [
        ({"at_most": 0.2}, (0.1, 0.2), True), ({"at_most": 0.2}, (0.1, 0.21), False),
        ({"below": 0.2}, (0.1, 0.2), False), ({"below": 0.2}, (0.1, 0.19), True),
        ({"at_least": 0.1}, (0.1, 0.2), True), ({"above": 0.1}, (0.1, 0.2), False),
        ({"at_least": 0.1, "at_most": 0.3}, (0.1, 0.3), True),
        ({"at_least": 0.1, "at_most": 0.3}, (0.05, 0.2), False),
    ],
)  # fmt: skip
def test_every_value_must_keep_the_bounds_and_strict_ones_strictly(bounds, interval, inside):
    assert whole_inside(rule_of(**bounds), Interval(*interval)) is inside


@pytest.mark.parametrize(
    ("bounds", "interval", "outside"),
    [
        ({"at_most": 0.2}, (0.2, 0.3), False), ({"at_most": 0.2}, (0.21, 0.3), True),
        ({"below": 0.2}, (0.2, 0.3), True), ({"below": 0.2}, (0.19, 0.3), False),
        ({"at_least": 0.1}, (0.0, 0.1), False), ({"above": 0.1}, (0.0, 0.1), True),
        ({"above": 0.1, "below": 0.3}, (0.3, 0.3), True),
        ({"above": 0.1, "below": 0.3}, (0.1, 0.3), False),
        ({"within": 0.3}, (-0.4, -0.31), True),
    ],
)  # fmt: skip
def test_every_value_breaks_a_bound_and_a_strict_one_at_equality(bounds, interval, outside):
    assert whole_outside(rule_of(**bounds), Interval(*interval)) is outside


@given(counts(), st.floats(0.02, 0.98))
def test_p_of_a_share_is_the_exact_binomial_test(evidence, bound):
    """The truth is at most the bound: how surprising are so many successes or more?"""
    x, n = evidence
    found = one_sided_p(rule_of(at_most=bound), deciding(share(x, n)))
    exact = stats.binomtest(x, n, bound, alternative="greater").pvalue
    assume(exact > 1e-12)
    assert found == pytest.approx(exact, rel=1e-6)
    below = one_sided_p(rule_of(at_least=bound), deciding(share(x, n)))
    assert below == pytest.approx(
        max(6e-16, stats.binomtest(x, n, bound, alternative="less").pvalue), rel=1e-6
    )


@given(counts(), st.floats(0.05, 0.95))
def test_both_bounds_at_one_point_double_the_smaller_side(evidence, bound):
    x, n = evidence
    found = deciding(share(x, n))
    sides = [one_sided_p(rule_of(**{name: bound}), found) for name in ("at_least", "at_most")]
    both = one_sided_p(rule_of(at_least=bound, at_most=bound), found)
    assert both == pytest.approx(min(1.0, 2 * min(sides)), rel=1e-9)


@pytest.mark.parametrize(
    ("width", "alone"),
    [(0.0, 0.0434), (0.002, 0.0384), (0.01, 0.0291), (0.03, 0.0233), (0.1, 0.0228)],
)
def test_two_bounds_however_close_fail_a_truth_at_one_of_them_no_more_often_than_one_does(
    width, alone
):
    """Every count of 400 that can be, by scipy's binomial law; either tail alone fails up to 4.3 %.

    That is at one point for both; .002 apart 3.8 %, .01 apart 2.9 %, .1 apart 2.3 %.
    """
    trials, low, high = 400, 0.3 - width, 0.3
    rule, failed, each = rule_of(at_least=low, at_most=high), 0.0, 0.0
    for hits in range(60, 181):
        chance = stats.binom.pmf(hits, trials, high)
        failed += chance * (one_sided_p(rule, deciding(share(hits, trials))) <= 0.025)
        below = stats.binom.cdf(hits, trials, low)
        each += chance * (min(below, stats.binom.sf(hits - 1, trials, high)) <= 0.025)
    assert failed <= 0.025
    assert failed >= each / 2 - 1e-9
    assert each == pytest.approx(alone, abs=5e-5)


def test_the_size_that_is_named_for_two_close_bounds_decides_by_both_tails():
    rule, found = rule_of(at_least=0.299, at_most=0.3), deciding(share(130, 400))
    factor = needed_factor(rule, found, 0.025)
    assert one_sided_p(rule, found.with_data(factor)) <= 0.025
    assert one_sided_p(rule, found.with_data(factor * 0.99)) > 0.025


@given(counts(), st.integers(2, 40))
def test_more_comparisons_are_a_longer_interval(evidence, comparisons):
    found = deciding(share(*evidence))
    one, many = found.simultaneous(1), found.simultaneous(comparisons)
    assert (one.lower, one.upper) == (found.interval.lower, found.interval.upper)
    assert many.lower < one.lower
    assert many.upper > one.upper
    exact = stats.binomtest(*evidence).proportion_ci(1 - 0.05 / comparisons, method="exact")
    assert (many.lower, many.upper) == pytest.approx((exact.low, exact.high), abs=1e-9)


@given(counts(), st.floats(0.05, 0.95))
def test_a_limit_lies_beyond_the_bound_where_p_is_small_enough(evidence, bound):
    found = deciding(share(*evidence))
    p = one_sided_p(rule_of(at_most=bound), found)
    assume(abs(p - 0.025) > 1e-6)
    assert found.beyond(bound, 0.025, above=True) is (p < 0.025)


@given(st.integers(20, 200), st.floats(0.05, 0.3))
def test_the_factor_that_is_named_decides_and_one_a_percent_less_does_not(trials, bound):
    hits = round(trials * bound * 0.7)
    assume(hits > 0 and abs(hits / trials - bound) > 0.01)
    rule, found = rule_of(at_most=bound), deciding(share(hits, trials))
    factor = needed_factor(rule, found, 0.025)
    assume(factor is not None and factor > 1.02)

    def decided(times):
        more = found.with_data(times)
        return more.beyond(bound, 0.025, above=False) or more.beyond(bound, 0.025, above=True)

    assert decided(factor)
    assert not decided(factor * 0.99)
    assert factor <= LARGEST_FACTOR


def test_an_estimate_on_its_bound_is_never_decided():
    assert needed_factor(rule_of(at_most=0.25), deciding(share(50, 200)), 0.025) is None


def test_it_is_judged_by_the_method_that_decides_for_its_own():
    found = deciding(share(3, 40))
    assert found == Deciding("clopper-pearson", (3.0, 40.0), 0.95)


def larger_gap(*rates, rows=1000.0):
    evidence = tuple(number for rate in rates for number in (rate * rows, rows))
    return Deciding("melded-larger", evidence, 0.95)


def test_gaps_on_either_side_break_a_rule_of_opposite_bounds_and_more_rows_decide():
    """TPR and FPR gaps of -20 and +20 points: the larger one's sign is open, its size is not."""
    rule = rule_of("equalized_odds_difference", within=0.1)
    assert one_sided_p(rule, larger_gap(0.57, 0.77, 0.3, 0.1)) < 1e-6
    few = larger_gap(0.57, 0.77, 0.3, 0.1, rows=60.0)
    assert one_sided_p(rule, few) > 0.025
    assert 1 < needed_factor(rule, few, 0.025) < 10
    one_sided = rule_of("equalized_odds_difference", at_most=0.1, one_sided=True)
    assert one_sided_p(one_sided, larger_gap(0.57, 0.77, 0.3, 0.1)) > 0.1


def test_an_interval_beyond_both_bounds_says_not_which_is_broken():
    rule = rule_of("equalized_odds_difference", within=0.1)
    assert spans(rule, larger_gap(0.57, 0.77, 0.3, 0.1).interval)
    assert not spans(rule, larger_gap(0.57, 0.77, 0.1, 0.3).interval)
    assert not spans(rule_of(at_most=0.1), Interval(-1, 1))
