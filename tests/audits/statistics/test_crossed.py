"""Items and people that both could have been others: errors by hand, order statistics by table."""

from math import atanh, sqrt, tanh

import numpy as np
import pytest
from scipy.stats import binom, t

from audits.statistics.crossed import crossed, joined, median_evidence, on_z
from audits.statistics.intervals import limits, scaled


def test_the_variances_over_items_and_people_add_up():
    items = np.arange(9.0)  # of a jackknife: 8/9 of the squares round the mean, which are 60
    people = np.array([1.0, 2.0, 3.0])  # 2/3 of 2
    assert crossed(items, None).error == pytest.approx(sqrt(60 * 8 / 9))
    assert crossed(items, people).error == pytest.approx(sqrt(60 * 8 / 9 + 4 / 3))


def test_few_people_who_differ_leave_few_degrees_of_freedom():
    assert joined(0.0, 1000, 0.04, 5).degrees_of_freedom == pytest.approx(4)
    assert joined(0.04, 1000, 0.0, 5).degrees_of_freedom == pytest.approx(999)
    # Satterthwaite: (1 + 1)^2 / (1 / 9 + 1 / 4)
    assert joined(1.0, 10, 1.0, 5).degrees_of_freedom == pytest.approx(4 / (1 / 9 + 1 / 4))


def test_the_spread_over_items_is_told_by_how_many_it_rests_on():
    one = np.zeros(100)
    one[0] = 1.0
    assert crossed(one, None).in_spread < 1.1
    halves = np.repeat([0.0, 1.0], 50)
    assert crossed(halves, None).in_spread == pytest.approx(100)


def test_an_agreement_has_its_interval_on_fishers_z():
    lower, upper = (
        getattr(limits("crossed-z (items)", (0.6, 0.1, 12.0), 0.9), end)
        for end in ("lower", "upper")
    )
    half = t.ppf(0.95, 12) * 0.1
    assert (lower, upper) == pytest.approx((tanh(atanh(0.6) - half), tanh(atanh(0.6) + half)))
    assert abs(on_z(1.0)) < 20


@pytest.mark.parametrize(("people", "inside"), [(6, 0), (10, 1), (20, 5)])
def test_of_many_items_the_median_person_lies_between_order_statistics(people, inside):
    """The ranks of the tables of the sign test: 1 and 6 of 6, 2 and 9 of 10, 6 and 15 of 20."""
    differences = np.linspace(-0.3, 0.3, people)
    drawn = limits("crossed-median", median_evidence(differences, 0.0, 10**6), 0.95)
    assert drawn.lower == pytest.approx(differences[inside])
    assert drawn.upper == pytest.approx(differences[-1 - inside])
    assert 1 - 2 * binom.cdf(inside, people, 0.5) >= 0.95


def test_of_too_few_people_the_median_is_anywhere():
    drawn = limits("crossed-median", median_evidence(np.linspace(-0.1, 0.1, 5), 0.01, 200), 0.95)
    assert (drawn.lower, drawn.upper) == (-1, 1)


def test_the_items_make_the_interval_of_the_median_wider():
    differences = np.linspace(-0.3, 0.3, 10)
    drawn = limits("crossed-median", median_evidence(differences, 0.1, 10**6), 0.95)
    reach = differences[-2]
    assert drawn.upper == pytest.approx(reach + 1.959964 * 0.1, rel=1e-4)


@pytest.mark.parametrize("people", [6, 9, 14])
def test_people_of_two_kinds_have_a_median_that_few_of_them_may_miss(people):
    """One in three at chance, the others as able as the model but for .05: the median is -.05."""
    rng, missed = np.random.default_rng(people), 0
    for _ in range(400):
        careless = rng.random(people) < 1 / 3
        right = rng.random((people, 300)) < np.where(careless, 0.5, 0.95)[:, None]
        model = rng.random(300) < 0.9
        apart = 1.0 * model - right
        error = apart.mean(axis=0).std(ddof=1) / sqrt(300)
        evidence = median_evidence(apart.mean(axis=1), error, 300)
        missed += -0.05 not in limits("crossed-median", evidence, 0.95)
    assert missed <= 0.035 * 400 + 3


def test_of_many_people_the_evidence_stays_short_and_the_median_near():
    differences = np.random.default_rng(0).normal(0.1, 0.1, 3001).clip(-1, 1)
    evidence = median_evidence(differences, 0.0, 10**6)
    assert len(evidence) < 320
    drawn = limits("crossed-median", evidence, 0.95)
    assert drawn.lower < np.median(differences) < drawn.upper
    assert drawn.upper - drawn.lower < 0.02


@pytest.mark.parametrize(
    ("method", "evidence"),
    [("crossed-z", (0.5, 0.2, 9.0)),
     ("crossed-median", median_evidence(np.linspace(-0.2, 0.3, 12), 0.1, 50))],
)  # fmt: skip
def test_four_times_the_data_narrow_it(method, evidence):
    now, then = (limits(method, each, 0.95) for each in (evidence, scaled(method, evidence, 4)))
    assert then.upper - then.lower < 0.75 * (now.upper - now.lower)
