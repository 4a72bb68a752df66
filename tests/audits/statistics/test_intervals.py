from math import atanh, exp, log

import numpy as np
import pytest
from scipy import stats

from audits.statistics.deciding_methods import DECIDES
from audits.statistics.interval_methods import METHODS
from audits.statistics.intervals import deciding, limits, one_sided_p, scaled

SKEWED = (4.0, 3.9, 0.8, 90, 0.1, 4.2, 0.85, 85, 0.15)
IN_CLUSTERS = (*SKEWED, 0.7, 40, 0.5, 2.0, 7.0, 19.0)
EXAMPLES = {
    "wilson": (15, 148),
    "clopper-pearson": (15, 148),
    "newcombe": (56, 70, 48, 80),
    "wilson-range": (2, 50, 12, 100),
    "newcombe-range": (2, 50, 9, 50, 12, 100, 1, 100),
    "newcombe-larger": (56, 70, 48, 80, 10, 60, 20, 80),
    "koopman": (36, 40, 16, 80),
    "koopman-highest": (10, 60, 48, 80, 30, 40),
    "koopman-precision": (10, 100, 40, 50, 0.1),
    "linearised": (0.3, 80.5, 99),
    "linearised-difference": (0.3, 80.5, 99, 0.4, 60.2, 70),
    "linearised-larger": (0.3, 80, 99, 0.4, 60, 70, 0.1, 90, 99, 0.3, 50, 70),
    "linearised-ratio": (0.3, 80.5, 99, 0.4, 60.2, 70),
    "linearised-highest": (0.1, 80, 99, 0.6, 60, 70, 0.35, 50, 60),
    "linearised-f1": (0.3, 80.5, 99),
    "linearised-mover": (0.5, 0.3, 80, 99, 0.5, 0.6, 40, 50),
    "linearised-precision": (0.1, 90, 99, 0.8, 40, 50, 0.1),
    "tango": (12, 5, 90),
    "tango-difference": (12, 5, 90, 9, 7, 80),
    "wilson-f1": (40, 70),
    "wilson-most": (48, 90, 2),
    "exact-lowest": (48, 90, 30, 80, 5),
    "wilson-lowest": (48, 90, 30, 80, 5),
    "exact-worst-cell": (5, 1, 2, 48, 90, 30, 80, 3, 12),
    "wilson-worst-cell": (5, 1, 2, 48, 90, 30, 80, 3, 12),
    "partial-correlation": (0.4, 0.1),
    "noncentral-v": (0.3, 8.1, 1, 90),
    "noncentral-r2": (0.1, 10, 1, 90),
    "linearised-most": (0.53, 80.5, 89, 2),
    "mover": (0.5, 30, 60, 0.5, 48, 80),
    "mid-p": (10, 20, 5, 40),
    "mantel-haenszel": (0.4, 0.2),
    "mantel-haenszel-linearised": (0.4, 0.2, 30, 60, 120, 90, 300),
    "delong": (0.8, 0.04),
    "logit": (0.8, 0.04),
    "newcombe-auc": (0.8, 30, 50),
    "student_t": (1.2, 0.3, 25),
    "bounded-student_t": (0.2, 0.05, 25, 0.0, 1.0),
    "bounded-student_t-few": (0.2, 0.05, 99, -1.0, 1.0),
    "mid-gaffke": (0.2, 0.05, 99, 0.0, 1.0),
    "mid-gaffke-controls": (4.3, 0.4, 29, 0.0, 8.2, 0.5, 299),
    "bounded-welch": (0.9, 0.0016, 40, 0.7, 0.0009, 90, 0.0, 1.0),
    "bounded-welch-few": (0.75, 0.0016, 40, 0.55, 0.0009, 90, 0.0, 1.0),
    "student_t-listed": (0.1, 0.05, 12, 40, 1, 0.04, 0.97),
    "student_t-names": (0.1, 0.05, 12, 0.6, 0.004, 9, 0.5, 0.008, 8, 0.02, 40, 1),
    "linearised-people": (0.9, 80, 7, 8),
    "crossed-z-people": (0.6, 0.1, 12, 0.07, 8, -0.6, 1.4),
    "root-student_t": (4.0, 0.8, 25),
    "gaffke": (0.2, 0.19, 0.0016, 0.21, 0.0017, 0.0),
    "hall-t": SKEWED,
    "root-hall-t": SKEWED,
    "one-less-hall-t": SKEWED,
    "hall-t-difference": SKEWED,
    "root-hall-t-difference": SKEWED * 2,
    "one-less-hall-t-difference": SKEWED * 2,
    "hall-t-clusters": IN_CLUSTERS,
    "root-hall-t-clusters": IN_CLUSTERS,
    "one-less-hall-t-clusters": IN_CLUSTERS,
    "hall-t-clusters-difference": IN_CLUSTERS * 2,
    "root-hall-t-clusters-difference": IN_CLUSTERS * 2,
    "one-less-hall-t-clusters-difference": IN_CLUSTERS * 2,
    "logit-t": (0.3, 0.4, 6),
    "normal": (1.2, 0.3),
    "fisher-z": (0.4, 40),
    "hoeffding": (1.0, 40, 0.0, 1.0),
    "all-alike": (0.0, 40, -1.0, 1.0),
    "jackknife-z": (0.4, 40, 0.2),
    "next-student_t": (0.2, 0.05, 25, 0.0, 1.0),
    "largest-difference": (0.5, 400, 900, 3),
    "anytime-difference": (0.5, 4000, 9000, 3, 30),
    "p-value": (0.01,),
    "mcnemar": (12, 5, 90),
    "wilson-less-figure": (15, 148, 0.05),
    "noncentral-t": (2.3, 14, 3.9),
    "signed-rank": (0.4, -0.3, 1.1, 0.9, -0.1, 0.7, 1.6, 0.2, -0.8, 1.3),
    "bootstrap": (0.5, *(0.5 + 0.01 * (place - 32) for place in range(65))),
}
# A rule is decided on the evidence of what is printed.
EXAMPLES |= {decides: EXAMPLES[printed] for printed, decides in DECIDES.items()}


def test_each_example_is_of_a_method_there_is():
    assert set(EXAMPLES) <= set(METHODS)


@pytest.mark.parametrize("printed", DECIDES)
def test_what_decides_is_never_shorter_by_much_than_what_is_printed(printed):
    """Exact limits reach further; only where a score interval leans may it reach past one end."""
    shown, decided = (
        limits(printed, EXAMPLES[printed], 0.95),
        limits(deciding(printed), EXAMPLES[printed], 0.95),
    )
    assert decided.upper - decided.lower > 0.95 * (shown.upper - shown.lower)
    assert deciding(f"{printed} (12 clusters)") == f"{DECIDES[printed]} (12 clusters)"


def test_what_is_not_named_decides_for_itself():
    assert deciding("student_t (welch)") == "student_t (welch)"


@pytest.mark.parametrize("method", EXAMPLES)
def test_more_confidence_never_makes_an_interval_shorter(method):
    before = limits(method, EXAMPLES[method], 0.5)
    for confidence in (0.8, 0.9, 0.95, 0.99, 0.9999, 1 - 1e-9):
        found = limits(method, EXAMPLES[method], confidence)
        assert found.lower <= before.lower
        assert found.upper >= before.upper
        assert found.lower < found.upper
        before = found


# By hand: counts, effective trials and degrees of freedom four times, standard errors half, and
# values, weights, prevalences, how many are compared and ends of a scale as they were.
FOUR_TIMES = {
    "wilson": (60, 592),
    "clopper-pearson": (60, 592),
    "newcombe": (224, 280, 192, 320),
    "newcombe-larger": (224, 280, 192, 320, 40, 240, 80, 320),
    "koopman": (144, 160, 64, 320),
    "koopman-highest": (40, 240, 192, 320, 120, 160),
    "koopman-precision": (40, 400, 160, 200, 0.1),
    "linearised": (0.3, 322, 396),
    "linearised-difference": (0.3, 322, 396, 0.4, 240.8, 280),
    "linearised-larger": (0.3, 320, 396, 0.4, 240, 280, 0.1, 360, 396, 0.3, 200, 280),
    "linearised-ratio": (0.3, 322, 396, 0.4, 240.8, 280),
    "linearised-highest": (0.1, 320, 396, 0.6, 240, 280, 0.35, 200, 240),
    "linearised-f1": (0.3, 322, 396),
    "linearised-mover": (0.5, 0.3, 320, 396, 0.5, 0.6, 160, 200),
    "linearised-precision": (0.1, 360, 396, 0.8, 160, 200, 0.1),
    "tango": (48, 20, 360),
    "tango-difference": (48, 20, 360, 36, 28, 320),
    "mcnemar": (48, 20, 360),
    "wilson-less-figure": (60, 592, 0.05),
    "noncentral-t": (4.6, 56, 7.8),
    "wilson-f1": (160, 280),
    "wilson-most": (192, 360, 2),
    "exact-lowest": (192, 360, 120, 320, 5),
    "wilson-lowest": (192, 360, 120, 320, 5),
    "exact-worst-cell": (5, 1, 2, 192, 360, 120, 320, 12, 48),
    "wilson-worst-cell": (5, 1, 2, 192, 360, 120, 320, 12, 48),
    "linearised-most": (0.53, 322, 356, 2),
    "partial-correlation": (0.4, 0.05),
    "noncentral-v": (0.3, 29.4, 1, 360),
    "noncentral-r2": (0.1, 37, 1, 360),
    "mover": (0.5, 120, 240, 0.5, 192, 320),
    "mid-p": (40, 80, 20, 160),
    "mantel-haenszel": (0.4, 0.1),
    "mantel-haenszel-linearised": (0.4, 0.1, 120, 240, 480, 360, 1200),
    "delong": (0.8, 0.02),
    "logit": (0.8, 0.02),
    "newcombe-auc": (0.8, 120, 200),
    "student_t": (1.2, 0.15, 100),
    "bounded-student_t": (0.2, 0.025, 100, 0.0, 1.0),
    "bounded-student_t-few": (0.2, 0.025, 396, -1.0, 1.0),
    "mid-gaffke": (0.2, 0.025, 396, 0.0, 1.0),
    "mid-gaffke-controls": (4.3, 0.2, 116, 0.0, 8.2, 0.25, 1196),
    "bounded-welch": (0.9, 0.0004, 160, 0.7, 0.000225, 360, 0.0, 1.0),
    "bounded-welch-few": (0.75, 0.0004, 160, 0.55, 0.000225, 360, 0.0, 1.0),
    # A p-value is that of twice the deviate.
    "student_t-listed": (
        0.1,
        0.025,
        48,
        160,
        1,
        stats.norm.cdf(2 * stats.norm.ppf(0.04)),
        stats.norm.cdf(2 * stats.norm.ppf(0.97)),
    ),
    "student_t-names": (0.1, 0.025, 48, 0.6, 0.001, 36, 0.5, 0.002, 32, 0.01, 160, 1),
    "linearised-people": (0.9, 320, 28, 32),
    "crossed-z-people": (0.6, 0.05, 48, 0.035, 32, -0.6, 1.4),
    "root-student_t": (4.0, 0.4, 100),
    "logit-t": (0.3, 0.2, 24),
    "normal": (1.2, 0.15),
    "fisher-z": (0.4, 160),
    "hoeffding": (1.0, 160, 0.0, 1.0),
    "all-alike": (0.0, 160, -1.0, 1.0),
    "jackknife-z": (0.4, 160, 0.1),
    "next-student_t": (0.2, 0.025, 100, 0.0, 1.0),
    "largest-difference": (0.5, 1600, 3600, 3),
    "anytime-difference": (0.5, 16_000, 36_000, 3, 30),
    "bootstrap": (0.5, *(0.5 + 0.005 * (place - 32) for place in range(65))),
}


@pytest.mark.parametrize("method", FOUR_TIMES)
def test_four_times_the_data_is_what_it_is_by_hand_and_says_more(method):
    grown = scaled(method, EXAMPLES[method], 4.0)
    assert grown == pytest.approx(FOUR_TIMES[method], rel=1e-12)
    before, found = (limits(method, given, 0.95) for given in (EXAMPLES[method], grown))
    assert found.upper - found.lower < 0.8 * (before.upper - before.lower)


def score(x, n, bound):
    """z of the score test of one share."""
    return (x / n - bound) / (bound * (1 - bound) / n) ** 0.5


def logit(share):
    return log(share / (1 - share))


def fisher_tail(cells, odds):
    """Half of this table's chance and all of the larger ones': mid-P (Lancaster 1961)."""
    a, b, c, d = cells
    law = stats.nchypergeom_fisher(a + b + c + d, a + c, a + b, odds)
    return law.sf(a) + law.pmf(a) / 2


def beta_above(bound, end):
    """Of a hundred values of mean .2 and error .05 and one at the end, Dirichlet weights."""
    mean = (0.2 * 100 + end) / 101
    squares = 100 * (100 * 0.05**2 + 0.2**2) + end**2
    size = mean * (1 - mean) / ((squares / 101 - mean**2) / 102) - 1
    return stats.beta.sf(bound, mean * size, (1 - mean) * size)


# (method, bound, whether the alternative lies above it, p from elsewhere).
TESTS = [
    ("wilson", 0.05, True, stats.norm.sf(score(15, 148, 0.05))),
    ("wilson", 0.2, False, stats.norm.cdf(score(15, 148, 0.2))),
    ("clopper-pearson", 0.05, True, stats.binomtest(15, 148, 0.05, "greater").pvalue),
    ("clopper-pearson", 0.2, False, stats.binomtest(15, 148, 0.2, "less").pvalue),
    # confint_proportions_2indep of statsmodels 0.15 ("newcomb"): the level at which an end meets
    # the bound; test_proportions_2indep ("score", ratio, no correction) gives Koopman's p itself.
    ("newcombe", 0.1, True, 0.0904366630466),
    ("newcombe", 0.4, False, 0.00111264583041),
    ("koopman", 3.0, True, 0.0314059237580),
    ("koopman", 7.0, False, 0.0307382204579),
    # A ratio of 1 is no difference: the pooled test of two shares.
    ("koopman", 1.0, True, stats.norm.sf((0.9 - 0.2) / (52 / 120 * 68 / 120 * 3 / 80) ** 0.5)),
    # No gain: McNemar's test without correction, 12 rows against 5.
    ("tango", 0.0, True, stats.norm.sf((12 - 5) / 17**0.5)),
    # The exact test of the same rows, which is the less sure of the two.
    ("mcnemar", 0.0, True, stats.binomtest(12, 17, 0.5, "greater").pvalue),
    ("clopper-pearson-less-figure", 0.02, True,
     stats.binomtest(15, 148, 0.07, "greater").pvalue),
    # Of a true effect of .2, whatever the value is corrected for.
    ("noncentral-t", 0.2, True, stats.nct.sf(2.3, 14, 0.2 * 3.9)),
    ("signed-rank", 0.0737, True, stats.wilcoxon(
        np.array(EXAMPLES["signed-rank"]) - 0.0737, alternative="greater", method="exact").pvalue),
    # F1 of .6 is q of .6 / 1.4.
    ("wilson-f1", 0.6, True, stats.norm.sf(score(40, 70, 0.6 / 1.4))),
    ("linearised", 0.2, True, stats.t.sf((logit(0.3) - logit(0.2)) * (80.5 * 0.21) ** 0.5, 99)),
    ("linearised-f1", 0.6, False,
     stats.t.cdf((logit(0.3) - logit(0.6 / 1.4)) * (80.5 * 0.21) ** 0.5, 99)),
    ("mid-p", 1.5, True, fisher_tail((10, 20, 5, 40), 1.5)),
    ("mid-p", 10.0, False, 1 - fisher_tail((10, 20, 5, 40), 10.0)),
    ("mantel-haenszel", 1.2, True, stats.norm.sf((0.4 - log(1.2)) / 0.2)),
    ("delong", 0.7, True, stats.norm.sf((logit(0.8) - logit(0.7)) * 0.16 / 0.04)),
    ("logit", 0.9, False, stats.norm.cdf((logit(0.8) - logit(0.9)) * 0.16 / 0.04)),
    ("student_t", 0.5, True, stats.t.sf((1.2 - 0.5) / 0.3, 25)),
    ("bounded-student_t", 0.3, False, stats.t.cdf((0.2 - 0.3) / 0.05, 25)),
    ("bounded-student_t-few", 0.3, False, stats.t.cdf((0.2 - 0.3) / 0.05, 99)),
    ("mid-gaffke", 0.3, False, (beta_above(0.3, 0.0) + beta_above(0.3, 1.0)) / 2),
    ("root-student_t", 1.5, True, stats.t.sf((4.0 - 1.5**2) / 0.8, 25)),
    ("logit-t", 0.4, True, stats.t.sf((0.3 - logit(0.4)) / 0.4, 6)),
    ("normal", 0.5, True, stats.norm.sf((1.2 - 0.5) / 0.3)),
    ("normal", 2.0, True, stats.norm.sf((1.2 - 2.0) / 0.3)),  # on the wrong side: p over a half
    ("fisher-z", 0.1, True, stats.norm.sf((atanh(0.4) - atanh(0.1)) * 37**0.5)),
    # Hoeffding 1963: the chance of a mean so far above, exp(-2 n d²).
    ("hoeffding", 0.75, True, exp(-2 * 40 * 0.25**2)),
    # Of 40 units none differs, where one in five would: .8 ** 40.
    ("all-alike", -0.2, True, stats.binomtest(0, 40, 0.2, "less").pvalue),
    ("all-alike", 0.2, False, stats.binomtest(0, 40, 0.2, "less").pvalue),
    # The replicates' quantiles are those of a normal law of deviation .1 around .5.
    ("bootstrap", 0.3, True, stats.norm.sf(2.0)),
    ("bootstrap", 0.6, False, stats.norm.sf(1.0)),
]  # fmt: skip


@pytest.mark.parametrize(("method", "bound", "above", "expected"), TESTS)
def test_the_test_at_a_bound_has_the_p_value_it_has_elsewhere(method, bound, above, expected):
    found = one_sided_p(method, EXAMPLES[method], bound, above=above)
    assert found == pytest.approx(expected, rel=1e-6)


def test_the_p_value_of_one_tail_is_one_less_the_other():
    for method in ("wilson", "newcombe", "koopman", "student_t", "mid-p"):
        for bound in (0.1, 0.3, 1.0):
            up = one_sided_p(method, EXAMPLES[method], bound, above=True)
            down = one_sided_p(method, EXAMPLES[method], bound, above=False)
            if 1e-6 < up < 1 - 1e-6:
                assert up + down == pytest.approx(1, abs=1e-6)
