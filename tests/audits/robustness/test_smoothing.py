"""Radii against closed forms, and against a linear model's true ones."""

import csv
import json
import os
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import beta, norm

from audits.robustness.asking import Asker
from audits.robustness.smoothing import (
    ABSTAINED,
    Smoothing,
    certified_shares,
    certify,
    radius_of,
)
from tests.pixel_models import LinearSlopes, linear

FOLDER = Path(os.environ.get("EVENHAND_REFERENCE_DATA", ".")) / "smoothing-certified"
LOGS = json.loads((FOLDER / "expected.json").read_text()) if FOLDER.is_dir() else []


def test_the_radius_is_sigma_times_the_quantile_of_the_exact_limit():
    """scipy's beta law is the peer: lower limit of 990 of 1,000 at .999."""
    lower = beta.ppf(0.001, 990, 11)
    assert radius_of(990, 1000, 0.5, 0.001) == pytest.approx(0.5 * norm.ppf(lower))


def test_where_every_draw_agrees_the_limit_is_the_root_of_alpha():
    """(p ** n = alpha), so that n says which radius can be shown at most."""
    expected = 0.25 * norm.ppf(0.001 ** (1 / 1000))
    assert Smoothing(0.25, 100, 1000, 0.001).largest_radius == pytest.approx(expected)


def test_no_majority_is_no_certificate():
    assert radius_of(530, 1000, 0.5, 0.001) == 0  # the limit of .53 lies under a half
    assert radius_of(600, 1000, 0.5, 0.001) > 0


def test_on_a_linear_model_the_radius_is_never_more_than_the_true_one():
    """Smoothing leaves a linear classifier of two classes as it is: the radius is its margin."""
    model = linear()
    rng = np.random.default_rng(3)
    pixels = rng.uniform(0.3, 0.7, (40, 3, 6, 6)).astype(np.float32)
    scores = LinearSlopes(model.weights, model.bias).scores(pixels)
    true = np.abs(scores[:, 1] - scores[:, 0]) / np.linalg.norm(model.weights[1] - model.weights[0])
    smoothing = Smoothing(0.2, 50, 2000, 0.001)
    found = [
        certify(Asker(model, "picture"), picture, smoothing, np.random.default_rng(at))
        for at, picture in enumerate(pixels)
    ]
    codes, radii = (np.array(part) for part in zip(*found, strict=True))
    there = codes != ABSTAINED
    assert there.mean() > 0.8
    assert (codes[there] == scores[there].argmax(axis=1)).all()
    assert (radii <= true + 1e-9).all()
    within = there & (true < 0.8 * smoothing.largest_radius)
    assert (true - radii)[within].mean() < 0.05


def test_certificates_are_wrong_no_more_often_than_alpha():
    """2,000 rows whose true share of the class is .8: too large a radius in at most 5 %."""
    rng = np.random.default_rng(6)
    hits = rng.binomial(500, 0.8, 2000)
    wrong = np.mean([radius_of(int(k), 500, 1.0, 0.05) > norm.ppf(0.8) for k in hits])
    assert wrong <= 0.05 + 2 * (0.05 * 0.95 / 2000) ** 0.5


@pytest.mark.skipif(not LOGS, reason="EVENHAND_REFERENCE_DATA names no folder")
@pytest.mark.parametrize("log", [log for log in LOGS if "file" in log], ids=lambda log: log["file"])
def test_published_logs_have_their_published_certified_accuracies(log):
    """Salman et al. 2019: 500 pictures, abstentions in the denominator."""
    with (FOLDER / log["file"]).open() as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    right = np.array([row["correct"] == "1" for row in rows])
    radii = np.array([float(row["radius"]) for row in rows])
    counted = certified_shares(right, radii, log["radii"])
    shares = np.array(counted) / len(rows)
    np.testing.assert_allclose(shares, log["certified_accuracy"], atol=1e-9)
    np.testing.assert_allclose(shares, log["published_rounded"], atol=0.0051)
    assert sum(row["predict"] == "-1" for row in rows) == log["abstained"]


@pytest.mark.skipif(not LOGS, reason="EVENHAND_REFERENCE_DATA names no folder")
def test_the_closed_form_cases():
    for case in LOGS[-1]["cases"]:
        radius = radius_of(case["nA"], case["n"], case["sigma"], case["alpha"])
        assert radius == pytest.approx(case["radius"] or 0.0, abs=1e-5)
