"""Intervals of shares: what they must keep to whatever the counts, and other libraries' values."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import optimize, stats

from audits.statistics.proportions import (
    clopper_pearson,
    difference,
    f1,
    larger,
    linearised,
    mover,
    newcombe,
    root,
    tango,
    value_of,
    wilson,
    z_quantile,
)

CONFIDENCE = st.floats(0.5, 0.999)


@st.composite
def counts(draw, most=300):
    trials = draw(st.integers(1, most))
    return draw(st.integers(0, trials)), trials


@st.composite
def inner(draw, most=300):
    """Neither none nor all, so that an end is not held at 0 or 1."""
    trials = draw(st.integers(2, most))
    return draw(st.integers(1, trials - 1)), trials


@st.composite
def weighted(draw):
    return draw(st.floats(0.01, 0.99)), draw(st.floats(3, 500)), float(draw(st.integers(2, 200)))


@st.composite
def pairs(draw, most=200):
    """(b, c, n): discordant pairs among n rows."""
    n = draw(st.integers(2, most))
    b = draw(st.integers(0, n))
    return b, draw(st.integers(0, n - b)), n


def width(limits):
    return limits[1] - limits[0]


@given(CONFIDENCE)
def test_the_deviate_is_scipys_normal_quantile(confidence):
    assert z_quantile(confidence) == pytest.approx(stats.norm.ppf((1 + confidence) / 2), rel=1e-9)


def test_a_confidence_next_to_one_is_the_last_that_can_be_told_from_it():
    assert z_quantile(1.0) == z_quantile(1 - 2.0**-54) < 9


@given(st.floats(-5, 5), st.floats(0.1, 3))
def test_a_root_is_where_brentq_finds_it(shift, power):
    def curve(x):
        return np.sign(x - shift) * abs(x - shift) ** power + (x - shift)

    assert root(curve, -6.0, 6.0) == pytest.approx(optimize.brentq(curve, -6, 6), abs=1e-6)


@given(counts(), CONFIDENCE)
def test_wilson_is_scipys(given_counts, confidence):
    found = stats.binomtest(*given_counts).proportion_ci(confidence, method="wilson")
    assert wilson(given_counts, confidence) == pytest.approx((found.low, found.high), abs=1e-9)


@given(counts(), CONFIDENCE)
def test_clopper_pearson_is_scipys(given_counts, confidence):
    found = stats.binomtest(*given_counts).proportion_ci(confidence, method="exact")
    assert clopper_pearson(given_counts, confidence) == pytest.approx(
        (found.low, found.high), abs=1e-9
    )


@pytest.mark.parametrize("interval", [wilson, clopper_pearson])
@given(given_counts=counts(), confidence=CONFIDENCE)
def test_a_share_stands_in_its_interval_and_the_complement_is_its_mirror(
    interval, given_counts, confidence
):
    x, n = given_counts
    lower, upper = interval((x, n), confidence)
    assert 0 <= lower <= x / n <= upper <= 1
    assert lower < upper
    assert interval((n - x, n), confidence) == pytest.approx((1 - upper, 1 - lower), abs=1e-9)


@pytest.mark.parametrize("interval", [wilson, clopper_pearson])
@given(given_counts=counts(), factor=st.integers(2, 9), confidence=CONFIDENCE)
def test_more_rows_of_the_same_share_say_more(interval, given_counts, factor, confidence):
    x, n = given_counts
    more = interval((factor * x, factor * n), confidence)
    assert width(more) < width(interval((x, n), confidence))


@given(counts(), counts(), CONFIDENCE)
def test_newcombe_is_method_10_by_hand(first, second, confidence):
    (x1, n1), (x2, n2) = first, second
    l1, u1 = stats.binomtest(x1, n1).proportion_ci(confidence, method="wilson")
    l2, u2 = stats.binomtest(x2, n2).proportion_ci(confidence, method="wilson")
    p1, p2 = x1 / n1, x2 / n2
    by_hand = (
        max(-1, p1 - p2 - sqrt((p1 - l1) ** 2 + (u2 - p2) ** 2)),
        min(1, p1 - p2 + sqrt((u1 - p1) ** 2 + (p2 - l2) ** 2)),
    )
    assert newcombe((*first, *second), confidence) == pytest.approx(by_hand, abs=1e-9)


@given(counts(), counts(), CONFIDENCE)
def test_a_difference_turned_round_is_its_negative(first, second, confidence):
    lower, upper = newcombe((*first, *second), confidence)
    assert lower <= first[0] / first[1] - second[0] / second[1] <= upper
    assert newcombe((*second, *first), confidence) == pytest.approx((-upper, -lower), abs=1e-12)


@given(counts(), counts(), st.integers(2, 9), CONFIDENCE)
def test_a_difference_of_more_rows_says_more(first, second, factor, confidence):
    before = newcombe((*first, *second), confidence)
    more = newcombe(tuple(factor * part for part in (*first, *second)), confidence)
    assert width(more) < width(before)


@given(weighted(), CONFIDENCE)
def test_a_linearised_share_is_a_t_interval_on_the_logit(evidence, confidence):
    share, effective, degrees_of_freedom = evidence
    error = 1 / sqrt(effective * share * (1 - share))
    logit = np.log(share / (1 - share))
    ends = logit + error * np.array(stats.t.interval(confidence, degrees_of_freedom))
    assert linearised(evidence, confidence) == pytest.approx(1 / (1 + np.exp(-ends)), abs=1e-9)


@given(weighted(), CONFIDENCE)
def test_a_linearised_share_has_its_complement_as_mirror_and_stands_inside(evidence, confidence):
    share, *rest = evidence
    lower, upper = linearised(evidence, confidence)
    assert 0 <= lower <= share <= upper <= 1
    assert linearised((1 - share, *rest), confidence) == pytest.approx(
        (1 - upper, 1 - lower), abs=1e-9
    )


@given(st.floats(2, 400), st.integers(2, 90), CONFIDENCE)
def test_without_variance_a_linearised_share_has_the_exact_bound(
    effective, degrees_of_freedom, confidence
):
    tail = (1 - confidence) / 2
    lower, upper = linearised((0.0, effective, degrees_of_freedom), confidence)
    assert (lower, upper) == pytest.approx((0, 1 - tail ** (1 / effective)), abs=1e-9)
    assert linearised((1.0, effective, degrees_of_freedom), confidence) == pytest.approx(
        (tail ** (1 / effective), 1), abs=1e-9
    )


@given(weighted(), weighted(), CONFIDENCE)
def test_a_difference_of_linearised_shares_stands_inside_and_turns(first, second, confidence):
    gap = difference(linearised)
    lower, upper = gap((*first, *second), confidence)
    assert lower <= first[0] - second[0] <= upper
    assert gap((*second, *first), confidence) == pytest.approx((-upper, -lower), abs=1e-12)


@given(counts(), counts(), counts(), counts(), CONFIDENCE)
def test_the_larger_of_two_differences_stands_inside_and_order_is_moot(a, b, c, d, confidence):
    interval = larger(newcombe)
    first, second = value_of(a) - value_of(b), value_of(c) - value_of(d)
    size = max((first, second), key=abs)
    lower, upper = interval((*a, *b, *c, *d), confidence)
    assert lower <= size <= upper
    assert interval((*c, *d, *a, *b), confidence) == pytest.approx((lower, upper), abs=1e-12)


@given(pairs(), CONFIDENCE)
def test_tango_stands_inside_and_turns_with_the_pairs(evidence, confidence):
    b, c, n = evidence
    lower, upper = tango(evidence, confidence)
    assert -1 <= lower <= (b - c) / n <= upper <= 1
    assert tango((c, b, n), confidence) == pytest.approx((-upper, -lower), abs=1e-7)


@given(pairs(most=60), st.integers(2, 6), CONFIDENCE)
def test_tango_of_more_pairs_says_more(evidence, factor, confidence):
    before = tango(evidence, confidence)
    more = tango(tuple(factor * part for part in evidence), confidence)
    assert width(more) < width(before)


@given(pairs(), CONFIDENCE)
def test_at_tangos_ends_the_score_is_the_quantile(evidence, confidence):
    """The restricted maximum is found here by search, not by its closed form."""
    b, c, n = evidence
    lower, upper = tango(evidence, confidence)
    for gap, sign in ((lower, 1), (upper, -1)):
        assume(abs(gap) < 0.95)

        def negative(q, gap=gap):  # q: share of c; that of b is q + gap
            cells = np.array([q + gap, q, 1 - 2 * q - gap])
            seen = np.array([b, c, n - b - c])
            return -float((seen * np.log(np.maximum(cells, 1e-300))).sum())

        low, high = max(0.0, -gap), (1 - gap) / 2
        q = optimize.minimize_scalar(
            negative, bounds=(low, high), method="bounded", options={"xatol": 1e-13}
        ).x
        deviation = sqrt(n * (2 * q + gap - gap * gap))
        assert (b - c - n * gap) / deviation == pytest.approx(
            sign * z_quantile(confidence), abs=2e-3
        )


@given(inner(), inner(), st.floats(0.1, 0.9), CONFIDENCE)
def test_a_weighted_sum_stands_inside_and_one_share_alone_is_itself(a, b, weight, confidence):
    interval = mover(wilson, 2)
    value = weight * value_of(a) + (1 - weight) * value_of(b)
    lower, upper = interval((weight, *a, 1 - weight, *b), confidence)
    assert lower <= value <= upper
    assert interval((1.0, *a), confidence) == pytest.approx(wilson(a, confidence), abs=1e-12)
    # The order in which shares are added is moot.
    assert interval((1 - weight, *b, weight, *a), confidence) == pytest.approx((lower, upper))


@given(counts(), CONFIDENCE)
def test_f1_is_twice_q_over_one_more(evidence, confidence):
    lower, upper = wilson(evidence, confidence)
    assert f1(wilson)(evidence, confidence) == pytest.approx(
        (2 / (1 + 1 / lower) if lower else 0.0, 2 / (1 + 1 / upper)), abs=1e-12
    )


@given(st.sampled_from([wilson, clopper_pearson]), counts(), st.floats(0.5, 0.99))
def test_more_confidence_is_a_longer_interval(interval, evidence, confidence):
    first, second = interval(evidence, confidence), interval(evidence, confidence + 0.005)
    assert second[0] <= first[0]
    assert second[1] >= first[1]
    assert width(second) > width(first)
