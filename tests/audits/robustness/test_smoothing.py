"""Certificates against closed forms: of a linear model under Gaussian noise the radius is known."""

from statistics import NormalDist

import numpy as np
import pytest
from scipy import stats

from audits.robustness.smoothing import (
    ABSTAINED,
    Certificates,
    Smoothing,
    certified_radius,
    certify,
)
from tests.audits.probes.published import figures

NORMAL = NormalDist()


@pytest.mark.parametrize(
    ("votes", "draws", "alpha"), [(99, 100, 0.001), (900, 1000, 0.05), (51, 100, 0.001)]
)
def test_the_radius_is_that_of_an_exact_one_sided_limit(votes, draws, alpha):
    """scipy's Clopper-Pearson limit at twice the level, as Cohen et al. call statsmodels' one."""
    (radius,) = certified_radius(np.array([votes]), Smoothing(0.5, 10, draws, alpha))
    limit = stats.binomtest(votes, draws).proportion_ci(1 - 2 * alpha, "exact").low
    if limit > 0.5:
        assert radius == pytest.approx(0.5 * NORMAL.inv_cdf(limit), rel=1e-9)
    else:
        assert np.isnan(radius)


def test_no_radius_is_larger_than_that_of_votes_all_alike():
    smoothing = Smoothing(0.25, 10, 1000, 0.001)
    (radius,) = certified_radius(np.array([1000]), smoothing)
    assert radius == pytest.approx(smoothing.largest_radius)
    # By hand: .001 to the power of 1 / 1000 is .993116, of which the quantile is 2.4630.
    assert radius == pytest.approx(0.25 * 2.4630, abs=1e-4)
    assert certified_radius(np.array([0, 500]), smoothing) == pytest.approx(
        [np.nan] * 2, nan_ok=True
    )


def line(rng, rows=400, width=12):
    """Points beside a plane: their true radius is their distance from it."""
    weights = rng.normal(0, 1, width)
    weights /= np.linalg.norm(weights)
    points = rng.uniform(0.3, 0.7, (rows, width)).astype(np.float32)
    distances = (points - 0.5) @ weights
    return weights, points.reshape(rows, 1, 3, 4), distances


def certificates(smoothing, rng, rows=400):
    weights, pixels, distances = line(rng, rows)

    def answers(asked):
        return (((asked.reshape(len(asked), -1) - 0.5) @ weights) > 0).astype(np.intp)

    labels = (distances > 0).astype(np.intp)
    held = certify(pixels, labels, 2, answers, smoothing, lambda row: rng, 64)
    return held, labels, np.abs(distances)


def test_a_linear_model_is_certified_within_its_distance_as_often_as_alpha_says():
    """Of 400 certificates at alpha .1 at most .1 + 3 errors lie beyond the true distance."""
    smoothing = Smoothing(0.25, 20, 200, 0.1)
    held, labels, distances = certificates(smoothing, np.random.default_rng(0))
    wrong = held.hold(labels, 0.0) & (held.radii > distances)
    assert wrong.mean() <= 0.1 + 3 * np.sqrt(0.1 * 0.9 / 400)
    assert wrong.sum() > 5  # the limit is exact, not merely safe
    certain = held.codes == labels
    assert np.corrcoef(held.radii[certain], distances[certain])[0, 1] > 0.8


def test_the_radius_is_the_one_that_the_share_of_noise_on_its_side_gives():
    """A linear model's share is the normal probability of its distance over sigma."""
    smoothing = Smoothing(0.1, 10, 4000, 0.001)
    held, labels, distances = certificates(smoothing, np.random.default_rng(1), rows=6)
    shares = np.array([NORMAL.cdf(d / 0.1) for d in distances])
    error = np.sqrt(shares * (1 - shares) / 4000)
    highest = 0.1 * stats.norm.ppf(np.minimum(shares, 1 - 1e-9))
    lowest = 0.1 * stats.norm.ppf(np.clip(shares - 8 * error - 0.003, 1e-9, 1))
    certain = held.codes == labels
    assert certain.sum() >= 4
    assert (held.radii[certain] <= highest[certain] + 1e-9).all()
    assert (held.radii[certain] >= lowest[certain]).all()


def test_what_the_first_draws_answer_otherwise_is_not_asked_again():
    asked = []

    def answers(pixels):
        asked.append(len(pixels))
        return np.ones(len(pixels), dtype=np.intp)

    pixels = np.zeros((2, 1, 2, 2), dtype=np.float32)
    held = certify(pixels, np.array([0, 1]), 2, answers, Smoothing(0.1, 10, 100, 0.01),
                   lambda row: np.random.default_rng(row), 64)  # fmt: skip
    assert sum(asked) == 10 + 10 + 100
    assert held.codes.tolist() == [1, 1]
    assert held.radii[0] == 0
    assert held.radii[1] > 0


def test_answers_that_are_none_count_for_no_class():
    pixels = np.zeros((1, 1, 2, 2), dtype=np.float32)
    smoothing = Smoothing(0.1, 10, 50, 0.01)
    held = certify(pixels, np.array([0]), 2, lambda p: np.full(len(p), -1), smoothing,
                   np.random.default_rng, 64)  # fmt: skip
    assert held.codes.tolist() == [ABSTAINED]


def test_an_abstention_and_an_unknown_label_hold_nothing():
    held = Certificates(np.array([ABSTAINED, 1, 1, -1]), np.array([0.0, 0.5, 0.5, 0.0]))
    assert held.hold(np.array([0, 1, 0, -1]), 0.0).tolist() == [False, True, False, False]
    assert held.hold(np.array([0, 1, 0, -1]), 0.51).tolist() == [False] * 4


@pytest.mark.parametrize(
    "case",
    figures("smoothing_certified")["closed_form"],
    ids=lambda case: f"{case['nA']} of {case['n']}",
)
def test_the_closed_form_of_a_radius(case):
    smoothing = Smoothing(case["sigma"], 100, case["n"], case["alpha"])
    (radius,) = certified_radius(np.array([case["nA"]]), smoothing)
    if case["radius"] is None:
        assert np.isnan(radius)
    else:
        assert radius == pytest.approx(case["radius"], abs=1e-5)
