"""Means that share a sample of controls: by hand, and of values of which few are another."""

import numpy as np
import pytest
from scipy import stats

from audits.privacy.exposure import exposure, mean_exposure, ranks
from audits.statistics.intervals import deciding, limits
from audits.statistics.means_against_controls import METHOD
from audits.statistics.shares import Stated

STATED = Stated(0.95, 30)


def test_values_that_are_all_alike_and_their_controls_by_hand():
    """Thirty of 1: as many right of thirty (Clopper & Pearson), and 1.1 twice .1 of controls."""
    evidence = (1.0, 0.0, 29.0, 0.0, 1.0, 0.1, 10.0)
    down = np.hypot(1 - 0.025 ** (1 / 30), 0.1 * stats.t.ppf(0.975, 10))
    assert limits(deciding(METHOD), evidence, 0.95).lower == pytest.approx(1 - down)
    # By mid-P half of the chance of thirty of thirty is 2.5 %.
    down = np.hypot(1 - 0.05 ** (1 / 30), 0.1 * stats.t.ppf(0.975, 10))
    assert limits(METHOD, evidence, 0.95).lower == pytest.approx(1 - down)


def texts(rng, share, seen):
    """Of thirty canaries as many as this share are recited, the others as likely as `seen`."""
    return np.where(rng.random(30) < share, rng.normal(6, 1, 30), rng.normal(seen, 0.3, 30))


@pytest.mark.parametrize(("share", "seen"), [(0.05, 0), (0.08, -1), (0.1, 0)])
def test_canaries_of_which_few_are_recited_hold_the_truth(share, seen):
    """t held it in 91 to 94 % of these."""
    rng, held, false = np.random.default_rng(3), 0, 0
    drawn = [exposure(301, ranks(texts(rng, share, seen), rng.normal(size=300))).mean()
             for _ in range(4000)]  # fmt: skip
    truth = np.mean(drawn)
    for _ in range(250):
        found = mean_exposure((), texts(rng, share, seen), rng.normal(size=300), STATED)
        held += truth in found.interval
        decides = limits(deciding(found.method), found.evidence, 0.95)
        false += truth < decides.lower
    assert held >= 0.92 * 250
    assert false <= 0.035 * 250


def test_canaries_that_are_all_ranked_first_are_told_from_chance():
    """Gaffke's limits with the error of both said .04 to 8.2 bits: nothing."""
    found = mean_exposure((), np.full(30, 9.0), np.random.default_rng(0).normal(size=300), STATED)
    decides = limits(deciding(found.method), found.evidence, 0.95)
    assert decides.lower > 4
