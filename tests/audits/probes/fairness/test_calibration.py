import numpy as np
import pytest
from sklearn.metrics import brier_score_loss

from audits.data.dataset import Dataset
from audits.measurement import Undetermined
from audits.probes.fairness.calibration import calibration
from audits.specification.roles import Role
from tests.audits.probes.published import answers, category, compas, exhibits, measure


def scored(size, seed, truth=lambda score: score):
    rng = np.random.default_rng(seed)
    score = rng.beta(2, 2, size)
    label = rng.random(size) < truth(score)
    return score, label, rng.choice(["a", "b"], size)


def table(score, label, group=None):
    return answers(label.astype(int).astype(str), None, group, score)


def test_the_brier_score_agrees_with_scikit_learn():
    score, label, group = scored(700, 0)
    found = measure(calibration, table(score, label, group), draws=200)
    assert found["brier_score", ()].value == pytest.approx(brier_score_loss(label, score))
    at = group == "a"
    expected = brier_score_loss(label[at], score[at])
    assert found["brier_score", "a"].value == pytest.approx(expected)


def test_true_probabilities_are_rarely_rejected_and_hold_0():
    rejected = held = 0
    for seed in range(60):
        score, label, _ = scored(600, seed)
        found = measure(calibration, table(score, label), draws=300)
        error = found["expected_calibration_error", ()]
        rejected += error.p_value <= 0.05
        held += error.interval.lower == 0
    # Five in a hundred, plus or minus 2.5 standard errors of sixty draws.
    assert rejected <= 7
    assert held >= 53


def test_a_known_error_is_found_without_the_bias_of_the_plug_in():
    # Everyone is answered .1 too high, so the error is .1 in each bin.
    values, inside = [], 0
    for seed in range(40):
        score, label, _ = scored(1500, seed, lambda score: np.clip(score - 0.1, 0, 1))
        keep = score > 0.1
        score, label = score[keep], label[keep]
        found = measure(calibration, table(score, label), draws=300)
        error = found["expected_calibration_error", ()]
        values.append(error.value)
        inside += error.interval.lower <= 0.1 <= error.interval.upper
        assert error.p_value < 0.05
    assert np.mean(values) == pytest.approx(0.1, abs=0.004)
    assert inside >= 35


def test_a_decile_is_not_a_probability():
    found = measure(calibration, compas())
    for group in ((), "Caucasian"):
        for metric in ("brier_score", "expected_calibration_error"):
            item = found[metric, group]
            assert isinstance(item, Undetermined)
            assert item.reason.startswith("not a probability")


def test_scores_that_are_never_wrong_have_a_bound_not_a_point():
    label = np.array([True, False] * 50)
    found = measure(calibration, table(label.astype(float), label), draws=200)
    brier = found["brier_score", ()]
    assert brier.value == 0
    assert brier.interval.upper > 0


def test_a_sharp_score_that_never_erred_is_bounded_as_a_count_of_none_is():
    """Clopper and Pearson for 0 of 100: 3.6 %; the losses of .01² lie under what it is off by."""
    label = np.array([True, False] * 50)
    score = np.where(label, 0.99, 0.01)
    found = measure(calibration, table(score, label), draws=200)
    assert found["brier_score", ()].interval.upper == pytest.approx(
        1 - 0.025 ** (1 / 100), abs=2e-4
    )


def test_bins_that_never_erred_do_not_say_that_they_never_do():
    """A hundred answers of 0 or 1, all right: Clopper and Pearson's 3.6 % again."""
    label = np.array([True, False] * 50)
    found = measure(calibration, table(label.astype(float), label), draws=200)
    error = found["expected_calibration_error", ()]
    assert error.value == 0
    assert error.interval.upper >= 1 - 0.025 ** (1 / 100) - 1e-3


def test_clusters_are_counted_not_rows():
    score, label, _ = scored(300, 5)
    alone = measure(calibration, table(score, label), draws=100)["brier_score", ()].interval
    person = category("person", Role.CLUSTER, np.repeat(np.arange(300), 4).astype(str))
    data = table(np.repeat(score, 4), np.repeat(label, 4))
    found = measure(calibration, Dataset((*data.columns, person)), draws=100)
    four = found["brier_score", ()]
    assert four.method == "gaffke (300 clusters)"
    width = four.interval.upper - four.interval.lower
    assert width == pytest.approx(alone.upper - alone.lower, rel=0.01)
    assert found["expected_calibration_error", ()].reason.startswith("rows are clustered")


def test_bins_of_few_rows_tell_no_calibration_error():
    score, label, _ = scored(290, 6)
    found = measure(calibration, table(score, label), draws=100)["expected_calibration_error", ()]
    assert found.reason == "290 rows in 15 bins where 300 are needed"
    assert found.raw is not None


def test_small_groups_are_undetermined_with_a_raw_value():
    score, label, _ = scored(100, 3)
    found = measure(calibration, table(score, label, ["a"] * 90 + ["b"] * 10), draws=200)
    for metric in ("brier_score", "expected_calibration_error"):
        assert found[metric, "b"].reason == "10 rows where 30 are needed"
        assert found[metric, "b"].raw is not None


def test_the_bins_are_equal_and_drawn_with_intervals():
    score, label, group = scored(1500, 4)
    (shown,) = exhibits(calibration, table(score, label, group), draws=200)
    everyone = shown.content["groups"][0]
    assert everyone["group"] == {}
    assert [entry["n"] for entry in everyone["bins"]] == [100] * 15
    order = np.argsort(score)
    first = everyone["bins"][0]
    assert first["observed"] == pytest.approx(label[order[:100]].mean())
    assert first["mean_score"] == pytest.approx(score[order[:100]].mean())


def test_tied_scores_do_not_depend_on_the_order_of_rows():
    score = np.repeat([0.2, 0.5, 0.9], 50)
    label = np.tile([True, False], 75)
    shuffled = np.random.default_rng(0).permutation(150)
    one = measure(calibration, table(score, label), draws=200)
    two = measure(calibration, table(score[shuffled], label[shuffled]), draws=200)
    assert one["expected_calibration_error", ()] == two["expected_calibration_error", ()]
