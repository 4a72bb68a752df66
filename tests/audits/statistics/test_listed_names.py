import pytest
from scipy.stats import binomtest, norm, t

from audits.statistics.intervals import deciding, limits, one_sided_p, scaled
from audits.statistics.listed_names import METHOD

# A difference of .1 with an error of .03, 30 degrees of freedom, 40 cases that t may judge.
TOLD = (0.1, 0.03, 30.0, 40.0, 1.0)


def decided(*evidence, confidence=0.95):
    return limits(deciding(METHOD), evidence, confidence)


def test_what_is_printed_is_the_t_interval():
    shown = limits(METHOD, (*TOLD, 0.001, 1.0), 0.95)
    assert (shown.lower, shown.upper) == pytest.approx(t.interval(0.95, 30, 0.1, 0.03))


def test_names_that_others_seldom_equal_are_judged_by_t():
    own = decided(*TOLD, 0.001, 1.0)
    assert (own.lower, own.upper) == pytest.approx(t.interval(0.95, 30, 0.1, 0.03))


def test_a_difference_that_other_partings_give_too_is_none():
    assert decided(*TOLD, 0.03, 1.0).lower == 0
    assert decided(*TOLD, 0.03, 1.0, confidence=0.9).lower > 0
    assert one_sided_p(deciding(METHOD), (*TOLD, 0.03, 1.0), 0, above=True) == pytest.approx(0.03)
    below = (-0.1, *TOLD[1:], 1.0, 0.03)
    assert decided(*below).upper == 0


def test_cases_without_any_difference_are_those_of_a_share_of_none():
    """Forty cases of no difference: Clopper and Pearson's limit of 0 of 40, to either side."""
    most = binomtest(0, 40).proportion_ci().high
    for method in (METHOD, deciding(METHOD)):
        own = limits(method, (0.0, 0.0, 8.0, 40.0, 0.0, 1.0, 1.0), 0.95)
        assert (own.lower, own.upper) == pytest.approx((-most, most))


def test_a_spread_of_few_cases_is_judged_with_one_more():
    wide = decided(0.0125, 0.0125, 30.0, 40.0, 0.0, 0.5, 1.0)
    assert wide.upper > limits(METHOD, (0.0125, 0.0125, 30.0, 40.0, 0.0, 0.5, 1.0), 0.95).upper


def test_more_data_makes_the_error_and_the_chance_of_other_partings_less():
    more = scaled(METHOD, (*TOLD, 0.1, 0.9), 4)
    assert more[:5] == (0.1, 0.015, 120.0, 160.0, 1.0)
    assert more[5:] == pytest.approx((norm.cdf(2 * norm.ppf(0.1)), norm.cdf(2 * norm.ppf(0.9))))
