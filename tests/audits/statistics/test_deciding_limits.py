import numpy as np
import pytest
from scipy import stats

from audits.statistics.intervals import limits, one_sided_p, size_p
from tests.audits.statistics.simulated_ratios import beta_ratio_tail


def test_a_rare_event_is_judged_by_the_exact_test():
    """2 of 100 against .005: Wilson's tail says .0167, the binomial law .0898."""
    exact = float(stats.binom.sf(1, 100, 0.005))
    assert exact == pytest.approx(0.0898, abs=5e-5)
    assert one_sided_p("clopper-pearson", (2, 100), 0.005, above=True) == pytest.approx(exact)


def test_f1_is_judged_by_the_exact_limits_of_its_share():
    """F1 = 2 q / (1 + q), with q's limits by scipy."""
    theirs = stats.binomtest(40, 70).proportion_ci(0.95, "exact")
    by_hand = [2 * q / (1 + q) for q in (theirs.low, theirs.high)]
    found = limits("clopper-pearson-f1", (40, 70), 0.95)
    assert [found.lower, found.upper] == pytest.approx(by_hand)
    p_value = stats.binomtest(40, 70, 0.5 / 1.5, "greater").pvalue
    assert one_sided_p("clopper-pearson-f1", (40, 70), 0.5, above=True) == pytest.approx(p_value)


def test_precision_falls_as_the_ratio_of_alarms_to_hits_rises():
    """Precision .5 at prevalence .1 is a ratio of 1 / 9: by simulated beta distributions."""
    evidence = (10.0, 100.0, 40.0, 50.0, 0.1)
    by_hand = beta_ratio_tail((10, 100), (40, 50), 1 / 9)
    found = one_sided_p("melded-precision", evidence, 0.5, above=True)
    assert found == pytest.approx(by_hand, rel=0.03)
    assert one_sided_p("melded-precision", evidence, 1.0, above=True) == 1.0


@pytest.mark.parametrize(("method", "law"), [("mid-p", 0.5), ("conditional-exact", 1.0)])
def test_the_odds_ratio_is_judged_by_the_conditional_exact_test(method, law):
    """At a ratio of 1 that is Fisher's test, of which mid-P counts the table itself half."""
    a, b, c, d = 10, 20, 5, 40
    found = one_sided_p(method, (a, b, c, d), 1.0, above=True)
    hypergeometric = stats.hypergeom(a + b + c + d, a + c, a + b)
    by_hand = hypergeometric.sf(a) + law * hypergeometric.pmf(a)
    assert found == pytest.approx(by_hand, rel=1e-6)


def test_that_a_square_lies_above_nothing_is_a_claim_about_either_sign():
    """By hand: z = 2 standard errors is .0455 of both tails of the normal law."""
    found = one_sided_p("folded-correlation", (0.2, 0.1), 0.0, above=True)
    assert found == pytest.approx(2 * stats.norm.sf(2), rel=1e-4)


@pytest.mark.parametrize("method", ["melded-larger", "korn-graubard-larger"])
def test_a_larger_gap_is_judged_by_its_size_whichever_side_it_is_on(method):
    """Gaps of -.2 and +.2, or one of them: the limits span both signs, the size is beyond .1.

    By the normal law: 100 of 1,000 more are 5 standard errors, of which the chance is below 1e-6.
    """

    def evidence(*shares):
        if method == "melded-larger":
            return tuple(number for share in shares for number in (1000 * share, 1000.0))
        return tuple(number for share in shares for number in (share, 1000.0, 1000.0))

    either = evidence(0.57, 0.77, 0.3, 0.1)
    spanned = limits(method, either, 0.95)
    assert spanned.lower < -0.2 < 0.2 < spanned.upper
    assert size_p(method, either, 0.1) < 1e-6
    assert size_p(method, evidence(0.57, 0.77, 0.2, 0.2), 0.1) < 1e-5
    assert size_p(method, evidence(0.65, 0.7, 0.2, 0.15), 0.1) > 0.9
    assert size_p("melded-difference", (57.0, 100.0, 77.0, 100.0), 0.1) is None


def test_gaps_at_either_bound_are_called_larger_no_more_often_than_said():
    """Both rates at the bound, one above and one below: 600 samples, 2.5 % of which is 15."""
    rng = np.random.default_rng(7)
    called = 0
    for _ in range(600):
        counts = [(rng.binomial(300, share), 300) for share in (0.8, 0.7, 0.2, 0.3)]
        evidence = tuple(float(number) for pair in counts for number in pair)
        called += size_p("melded-larger", evidence, 0.1) <= 0.025
    assert called <= stats.binom.isf(0.001, 600, 0.025)
