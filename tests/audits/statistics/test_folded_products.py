import numpy as np
import pytest

from audits.statistics.bounded_means import mean_limits
from audits.statistics.folded_products import folded_product
from audits.statistics.intervals import limits, scaled

METHOD = "folded-product (36 terms)"


def evidence(modelling, stereotype, units=36):
    return tuple(
        number
        for values in (modelling, stereotype)
        for number in (values.mean(), values.std(ddof=1) / np.sqrt(units), units - 1)
    )


@pytest.mark.parametrize(
    ("modelling", "stereotype", "published"),
    [
        # Nadeem, Bethke & Reddy 2021: the ideal model, one that always takes the stereotype, and a
        # model that tells nothing apart.
        (1.0, 0.5, 1.0), (1.0, 1.0, 0.0), (0.5, 0.5, 0.5),
        (0.89756707, 0.60350001, 0.71177067),
    ],
)  # fmt: skip
def test_the_score_is_the_papers(modelling, stereotype, published):
    assert folded_product(modelling, stereotype) == pytest.approx(published, abs=1e-7)


@pytest.mark.parametrize("lean", [0.5, 0.55, 0.7])
def test_it_covers_beside_the_kink_and_far_from_it(lean):
    rng = np.random.default_rng(3)
    truth, covered = folded_product(0.9, lean), 0
    for _ in range(400):
        modelling = rng.beta(18, 2, 36)
        stereotype = rng.beta(10 * lean, 10 * (1 - lean), 36)
        covered += truth in limits(METHOD, evidence(modelling, stereotype), 0.95)
    assert covered >= 0.95 * 400


def test_far_from_the_kink_its_ends_are_those_of_the_two_means():
    means = (0.9, 0.01, 35, 0.8, 0.02, 35)
    low, high = mean_limits((0.9, 0.01, 35, 0, 1), 0.975)
    below, above = mean_limits((0.8, 0.02, 35, 0, 1), 0.975)
    interval = limits(METHOD, means, 0.95)
    assert interval.lower == pytest.approx(low * (1 - above) / 0.5)
    assert interval.upper == pytest.approx(high * (1 - below) / 0.5)


def test_where_one_half_is_possible_the_upper_end_is_the_other_means():
    interval = limits(METHOD, (0.9, 0.01, 35, 0.52, 0.05, 35), 0.95)
    assert interval.upper == pytest.approx(mean_limits((0.9, 0.01, 35, 0, 1), 0.975)[1])


def test_more_terms_draw_it_in():
    means = (0.9, 0.01, 35, 0.8, 0.02, 35)
    wide, narrow = limits(METHOD, means, 0.95), limits(METHOD, scaled(METHOD, means, 100), 0.95)
    assert narrow.upper - narrow.lower < (wide.upper - wide.lower) / 5
