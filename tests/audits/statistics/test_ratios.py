"""Intervals of ratios of shares, beside a score test whose maximum is searched for."""

from math import exp, inf, log, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize

from audits.statistics.proportions import wilson, z_quantile
from audits.statistics.ratios import (
    koopman,
    koopman_highest,
    linearised_ratio,
    precision,
    precision_of,
    ratio_score,
    to_highest,
)

CONFIDENCE = st.floats(0.6, 0.99)


@st.composite
def inner(draw, most=120):
    trials = draw(st.integers(3, most))
    return draw(st.integers(1, trials - 1)), trials


@st.composite
def counts(draw, most=120):
    trials = draw(st.integers(2, most))
    return draw(st.integers(0, trials)), trials


@st.composite
def weighted(draw):
    return draw(st.floats(0.05, 0.95)), draw(st.floats(20, 400)), float(draw(st.integers(10, 200)))


def searched_score(ratio, x1, n1, x2, n2):
    """The score with the restricted maximum by search instead of the quadratic's root."""

    def negative(q):
        cells = np.array([ratio * q, 1 - ratio * q, q, 1 - q])
        seen = np.array([x1, n1 - x1, x2, n2 - x2])
        return -float((seen * np.log(np.maximum(cells, 1e-300))).sum())

    most = min(1.0, 1 / ratio)
    q = optimize.minimize_scalar(
        negative, bounds=(0, most), method="bounded", options={"xatol": 1e-13}
    ).x
    p = ratio * q
    spread = p * (1 - p) / n1 + ratio**2 * q * (1 - q) / n2
    return (x1 / n1 - ratio * x2 / n2) / sqrt(spread)


def test_koopmans_own_example():
    """Koopman 1984, Biometrics 40:513: 36 of 40 against 16 of 80 at 95 %: 2.94 to 7.15."""
    assert koopman((36, 40, 16, 80), 0.95) == pytest.approx((2.94, 7.15), abs=0.01)


@given(inner(), inner(), st.floats(0.2, 5))
def test_the_score_is_that_of_the_restricted_maximum(first, second, ratio):
    found = ratio_score(ratio, *first, *second)
    assert found == pytest.approx(searched_score(ratio, *first, *second), rel=1e-3, abs=1e-3)


@given(inner(), inner(), CONFIDENCE)
def test_at_its_ends_the_score_is_the_quantile(first, second, confidence):
    lower, upper = koopman((*first, *second), confidence)
    z = z_quantile(confidence)
    assert ratio_score(lower, *first, *second) == pytest.approx(z, abs=1e-6)
    assert ratio_score(upper, *first, *second) == pytest.approx(-z, abs=1e-6)


@given(inner(), inner(), CONFIDENCE)
def test_a_ratio_stands_inside_and_turned_round_is_its_reciprocal(first, second, confidence):
    (x1, n1), (x2, n2) = first, second
    lower, upper = koopman((*first, *second), confidence)
    assert 0 < lower <= (x1 / n1) / (x2 / n2) <= upper < inf
    assert koopman((*second, *first), confidence) == pytest.approx((1 / upper, 1 / lower), rel=1e-6)


@given(inner(60), inner(60), st.integers(2, 6), CONFIDENCE)
def test_more_rows_say_more_on_the_scale_of_logarithms(first, second, factor, confidence):
    before = koopman((*first, *second), confidence)
    more = koopman(tuple(factor * part for part in (*first, *second)), confidence)
    assert log(more[1] / more[0]) < log(before[1] / before[0])


@given(st.integers(2, 50), inner(), CONFIDENCE)
def test_without_a_success_only_one_end_is_known(trials, other, confidence):
    lower, upper = koopman((0, trials, *other), confidence)
    assert lower == 0
    assert upper < inf
    assert koopman((*other, 0, trials), confidence)[1] == inf
    assert koopman((0, trials, 0, trials), confidence) == (0, inf)


@given(weighted(), weighted(), CONFIDENCE)
def test_a_ratio_of_linearised_shares_stands_inside_and_turns(first, second, confidence):
    lower, upper = linearised_ratio((*first, *second), confidence)
    assert 0 <= lower <= first[0] / second[0] <= upper
    turned = linearised_ratio((*second, *first), confidence)
    assert turned[0] <= second[0] / first[0] <= turned[1]
    if lower > 0 and upper < inf and turned[0] > 0:
        assert turned == pytest.approx((1 / upper, 1 / lower), rel=1e-6)


@given(inner(), st.lists(inner(), min_size=1, max_size=4), CONFIDENCE)
def test_over_the_highest_is_within_0_and_1_and_inside(own, others, confidence):
    evidence = tuple(part for pair in (own, *others) for part in pair)
    lower, upper = koopman_highest(evidence, confidence)
    most = max(x / n for x, n in others)
    assert 0 <= lower <= min(1.0, own[0] / own[1] / most) <= upper <= 1


@given(inner(), st.lists(inner(), min_size=1, max_size=4), CONFIDENCE)
def test_the_short_way_is_the_long_way(own, others, confidence):
    evidence = tuple(part for pair in (own, *others) for part in pair)
    assert koopman_highest(evidence, confidence) == pytest.approx(
        to_highest(koopman, 2)(evidence, confidence), rel=1e-6, abs=1e-9
    )


@given(inner(), st.lists(inner(), min_size=2, max_size=4), CONFIDENCE, st.randoms())
def test_the_order_of_the_other_groups_is_moot(own, others, confidence, random):
    shuffled = list(others)
    random.shuffle(shuffled)
    first, second = (
        koopman_highest(tuple(part for pair in (own, *rest) for part in pair), confidence)
        for rest in (others, shuffled)
    )
    assert first == pytest.approx(second, rel=1e-9)


@given(st.floats(0.01, 50), st.floats(0.01, 0.99))
def test_precision_is_bayes_rule(ratio, prevalence):
    """With TPR t and FPR t * ratio, precision is prevalence t / (prevalence t + rest t ratio)."""
    t = min(1.0, 1 / ratio)
    hits, alarms = prevalence * t, (1 - prevalence) * t * ratio
    assert precision_of(ratio, prevalence) == pytest.approx(hits / (hits + alarms), rel=1e-9)


@given(inner(), inner(), st.floats(0.05, 0.95), CONFIDENCE)
def test_precision_at_a_prevalence_stands_inside(alarms, hits, prevalence, confidence):
    lower, upper = precision(koopman)((*alarms, *hits, prevalence), confidence)
    value = precision_of((alarms[0] / alarms[1]) / (hits[0] / hits[1]), prevalence)
    assert 0 <= lower <= value <= upper <= 1


def test_a_share_against_itself_covers_one_and_reaches_as_far_both_ways():
    lower, upper = koopman((20, 50, 20, 50), 0.95)
    assert lower * upper == pytest.approx(1, rel=1e-9)
    # By the delta method: exp(+- 1.96 sqrt(2 (1/20 - 1/50))) = 0.617 to 1.620.
    assert upper == pytest.approx(exp(1.96 * sqrt(2 * (1 / 20 - 1 / 50))), rel=0.03)
    assert wilson((20, 50), 0.95)[0] < 0.4
