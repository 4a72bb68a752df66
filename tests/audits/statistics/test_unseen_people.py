"""People of whom one in ten is careless: limits that know of him before he was asked."""

import numpy as np
import pytest
from scipy.stats import beta

from audits.statistics.intervals import deciding, limits
from audits.statistics.unseen_people import AGREEMENT, SHARE, agreement_evidence


def test_people_who_are_always_right_are_as_many_coins():
    """Of zeros and ones Gaffke's limit is Clopper and Pearson's: .025^(1/8) of eight."""
    drawn = limits(deciding(SHARE), (1.0, 1e6, 7.0, 8.0), 0.95)
    assert drawn.lower == pytest.approx(beta.ppf(0.025, 8, 1))
    assert drawn.upper == 1


def test_agreement_of_people_who_are_alike_goes_down_to_one_in_so_many_at_chance():
    """Ten people agree by .8, the next by 0, or 1: Dirichlet's weights by hand, nearly."""
    evidence = agreement_evidence(0.8, (1e-9, 50.0), 0.0, 10, ends_of=1)
    drawn = limits(deciding(AGREEMENT), evidence, 0.95)
    assert drawn.lower == pytest.approx(0.8 * beta.ppf(0.025, 10, 1), abs=0.04)
    assert drawn.upper == pytest.approx(1 - 0.2 * beta.ppf(0.025, 10, 1), abs=0.02)
    # Over pairs the next person moves it twice as far: from .8 to -.8, or to 1.2, which is 1.
    twice = agreement_evidence(0.8, (1e-9, 50.0), 0.0, 10, ends_of=2)
    assert twice[-2:] == pytest.approx((-0.8, 1.2))
    drawn = limits(deciding(AGREEMENT), twice, 0.95)
    assert drawn.lower == pytest.approx(-0.8 + 1.6 * beta.ppf(0.025, 10, 1), abs=0.1)


def test_what_is_printed_is_what_these_people_say():
    assert limits(SHARE, (0.9, 80.0, 7.0, 8.0), 0.95) == limits("linearised", (0.9, 80, 7), 0.95)
    evidence = agreement_evidence(0.6, (0.1, 12.0), 0.07, 8, ends_of=2)
    assert limits(AGREEMENT, evidence, 0.95) == limits("crossed-z", (0.6, 0.1, 12.0), 0.95)


def test_below_chance_the_next_person_is_no_worse_than_these():
    evidence = agreement_evidence(-0.1, (0.05, 30.0), 0.05, 9, ends_of=2)
    decided = limits(deciding(AGREEMENT), evidence, 0.95)
    printed = limits("crossed-z", (-0.1, 0.05, 30.0), 0.95)
    assert decided.lower == pytest.approx(printed.lower, abs=0.03)
    assert decided.upper > printed.upper


@pytest.mark.parametrize("people", [8, 20])
def test_limits_of_people_of_whom_one_in_ten_is_careless(people):
    """Each right in .95, or in .5: the t interval misses where no careless one was asked."""
    rng, truth = np.random.default_rng(people), 0.905
    missed = {"printed": 0, "decided": 0}
    for _ in range(400):
        right = rng.binomial(200, np.where(rng.random(people) < 0.1, 0.5, 0.95)) / 200
        share, squared = right.mean(), right.var(ddof=1) / people
        evidence = (share, share * (1 - share) / squared, people - 1.0, float(people))
        for which, method in (("printed", SHARE), ("decided", deciding(SHARE))):
            missed[which] += truth not in limits(method, evidence, 0.95)
    assert missed["decided"] <= 0.05 * 400
    assert people > 8 or missed["printed"] > 0.3 * 400  # .9^8 = .43 have nobody careless
