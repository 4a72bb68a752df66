import numpy as np
import pytest
from sklearn.calibration import calibration_curve

from audits.statistics.calibration import binned, calibration_error, plug_in
from audits.statistics.intervals import one_sided_p
from audits.statistics.ranked_scores import ranked


def forecast(seed=0, size=3000, shift=0.0):
    rng = np.random.default_rng(seed)
    scores = rng.random(size)
    return scores, rng.random(size) < np.clip(scores + shift, 0, 1)


def test_bins_of_equal_size_are_scikit_learns():
    scores, positive = forecast()
    (bins,) = binned(ranked(scores, positive), 15)
    observed, score = calibration_curve(positive, scores, n_bins=15, strategy="quantile")
    assert bins.rows.tolist() == [200.0] * 15
    assert bins.observed == pytest.approx(observed, abs=1e-12)
    assert bins.score == pytest.approx(score, abs=1e-12)


def test_rows_with_one_score_stay_in_one_bin():
    scores = np.repeat([0.1, 0.2, 0.9], [10, 500, 10])
    (bins,) = binned(ranked(scores, scores > 0.15), 15)
    assert bins.rows.sum() == 520
    assert (bins.lower <= bins.upper).all()
    assert bins.rows.max() >= 500.0


def test_a_shift_is_found_and_true_probabilities_are_not():
    rng = np.random.default_rng(1)
    true = [calibration_error(ranked(*forecast(seed)), 200, rng) for seed in range(40)]
    off = calibration_error(ranked(*forecast(2, shift=-0.15)), 400, rng)
    # Of 40 at 5 %, six or more happen once in seventy times.
    assert sum(found.p_value <= 0.05 for found in true) <= 5
    # The plug-in's bias alone is 15 bins' binomial noise, .023: less is left of it.
    assert np.mean([found.value for found in true]) < 0.023
    assert off.p_value < 0.01
    # Mean distance: .15, less where the score is under .15 and so cut off at 0.
    assert off.value == pytest.approx(0.15 - 0.15**2 / 2, abs=0.02)


def test_the_plug_in_is_the_mean_distance_by_hand():
    share = np.array([0.5, 0.5])
    assert plug_in(share, np.array([0.2, 0.9]), np.array([0.1, 0.6])) == pytest.approx(0.2)


# Frequencies by score, and their mean distance over 15 bins of many rows.
OFF = {
    "too sure": lambda score: 1 / (1 + (1 / score - 1) ** (1 / 1.6)),
    "off at the high end": lambda score: np.where(score > 0.7, score - 0.3, score),
    "off at the low end": lambda score: np.where(score < 0.3, score + 0.25, score),
    "half of the truth": lambda score: score / 2,
}


@pytest.mark.parametrize("rows", [300, 600])
@pytest.mark.parametrize("name", OFF)
def test_with_the_truth_at_the_bound_rules_err_as_rarely_as_they_may(name, rows):
    """FAIL in 3.5 % and a wrong PASS in 5 % of audits at most, beyond two errors of 150 draws."""
    true, audits = OFF[name], 150
    rng = np.random.default_rng([rows, len(name)])
    score = np.sort(rng.beta(2, 2, 150_000)).reshape(15, -1)
    truth = float(np.abs((true(score) - score).mean(axis=1)).mean())
    failed = passed = detected = 0
    for _ in range(audits):
        score = rng.beta(2, 2, rows)
        found = calibration_error(ranked(score, rng.random(rows) < true(score)), 200, rng)
        failed += one_sided_p("bootstrap", found.evidence, truth, above=True) <= 0.025
        passed += one_sided_p("bootstrap", found.evidence, truth, above=False) <= 0.025
        detected += one_sided_p("bootstrap", found.evidence, 0.0, above=True) <= 0.025
    assert failed <= audits * 0.035 + 2 * np.sqrt(audits * 0.035 * 0.965)
    assert passed <= audits * 0.05 + 2 * np.sqrt(audits * 0.05 * 0.95)
    # Not because nothing is decided: an error of 0 is denied.
    assert detected >= audits * 0.5 or rows == 300


@pytest.mark.parametrize(("shift", "shrunk"), [(0.0, 1.0), (0.02, 1.0), (0.0, 0.9)])
def test_counted_and_weighted_rows_have_the_same_test(shift, shrunk):
    """Weights that differ by nothing that matters are drawn bin by bin, and rows all at once."""
    rng = np.random.default_rng(4)
    scores, positive = forecast(7, 2000, shift)
    scores = 0.5 + shrunk * (scores - 0.5)
    weights = 1 + 1e-5 * rng.random(2000)
    counted = calibration_error(ranked(scores, positive), 4000, rng)
    weighted = calibration_error(ranked(scores, positive, weights=weights), 4000, rng)
    assert counted.value == pytest.approx(weighted.value, abs=1e-4)
    p_value = (counted.p_value + weighted.p_value) / 2
    # Four standard errors of the difference of two shares of 4,000.
    tolerance = 4 * np.sqrt(2 * p_value * (1 - p_value) / 4000)
    assert counted.p_value == pytest.approx(weighted.p_value, abs=max(tolerance, 2e-3))
