"""The correction by hand, its tails against the limits, and whether they hold the truth."""

import numpy as np
import pytest

from audits.statistics.corrected_shares import corrected
from audits.statistics.intervals import limits, one_sided_p, scaled

FREE = 1e9


def evidence(*shares):
    """Of (value, trials) each."""
    return tuple(number for value, trials in shares for number in (value, float(trials), FREE))


def test_it_is_the_formula_of_rogan_and_gladen():
    # (.3 + .95 - 1) / (.9 + .95 - 1) of the answered, which are four fifths.
    known = evidence((0.8, 1000), (0.3, 800), (0.9, 100), (0.95, 100))
    assert corrected(known) == pytest.approx(0.8 * 0.25 / 0.85)
    assert corrected(evidence((1, 9), (0.01, 9), (0.9, 9), (0.95, 9))) == 0
    assert corrected(evidence((1, 9), (0.3, 9), (0.4, 9), (0.6, 9))) is None


def test_of_a_rule_that_never_errs_it_is_the_limits_of_a_share():
    """With errors that are known to be none it comes to Clopper and Pearson's limits."""
    known = evidence((1, FREE), (0.3, 200), (1, FREE), (1, FREE))
    exact = limits("clopper-pearson", (60.0, 200.0), 0.95)
    drawn = limits("rogan-gladen", known, 0.95)
    assert drawn.lower == pytest.approx(exact.lower, abs=1e-4)
    assert drawn.upper == pytest.approx(exact.upper, abs=1e-4)


def test_of_a_rule_that_tells_nothing_nothing_is_known():
    drawn = limits("rogan-gladen", evidence((1, 500), (0.3, 500), (0.5, 40), (0.5, 40)), 0.95)
    assert (drawn.lower, drawn.upper) == (0, 1)


@pytest.mark.parametrize("bound", [0.15, 0.35])
def test_the_tail_is_the_level_whose_limit_meets_the_bound(bound):
    known = evidence((0.9, 500), (0.3, 450), (0.85, 60), (0.9, 80))
    above = bound < 0.25
    level = one_sided_p("rogan-gladen", known, bound, above=above)
    drawn = limits("rogan-gladen", known, 1 - 2 * level)
    assert (drawn.lower if above else drawn.upper) == pytest.approx(bound, abs=1e-6)


@pytest.mark.parametrize(
    ("truth", "sensitivity", "specificity"),
    [(0.15, 0.75, 0.95), (0.05, 0.8, 0.97), (0.6, 0.9, 0.8)],
)
def test_it_holds_the_truth_on_either_side(truth, sensitivity, specificity):
    """Of 300 draws of 400 requests, a tenth unanswered and 150 answers judged."""
    rng = np.random.default_rng(0)
    outside = np.zeros(2)
    for _ in range(300):
        answered = rng.random(400) > 0.1
        refused = rng.random(400) < truth
        flagged = np.where(refused, rng.random(400) < sensitivity, rng.random(400) > specificity)
        judged = np.zeros(400, dtype=bool)
        judged[rng.permutation(np.flatnonzero(answered))[:150]] = True
        yes, no = judged & refused, judged & ~refused
        if not yes.any():
            continue
        known = evidence(
            (answered.mean(), 400), (flagged[answered].mean(), answered.sum()),
            (flagged[yes].mean(), yes.sum()), (1 - flagged[no].mean(), no.sum()),
        )  # fmt: skip
        drawn = limits("rogan-gladen", known, 0.95)
        outside += [drawn.lower > 0.9 * truth, drawn.upper < 0.9 * truth]
    assert (outside / 300 <= 0.025 + 2 * np.sqrt(0.025 * 0.975 / 300)).all()


def test_a_difference_is_joined_from_both_by_their_squares():
    own = evidence((1, 500), (0.4, 500), (0.9, 80), (0.9, 80))
    other = evidence((1, 500), (0.2, 500), (0.9, 80), (0.9, 80))
    first, second = (limits("rogan-gladen", side, 0.95) for side in (own, other))
    drawn = limits("rogan-gladen-difference", own + other, 0.95)
    value, beside = corrected(own), corrected(other)
    assert value - beside == pytest.approx(0.25)
    assert drawn.lower == pytest.approx(0.25 - np.hypot(value - first.lower, second.upper - beside))


def test_four_times_the_data_halve_it():
    known = evidence((0.9, 500), (0.3, 450), (0.85, 100), (0.9, 150))
    now, then = (limits("rogan-gladen", each, 0.95)
                 for each in (known, scaled("rogan-gladen", known, 4)))  # fmt: skip
    assert then.upper - then.lower == pytest.approx((now.upper - now.lower) / 2, rel=0.1)
