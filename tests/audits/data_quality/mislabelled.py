"""Rows with planted wrong labels, and the probabilities that were stored of them."""

import json
from pathlib import Path

import numpy as np

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.specification.roles import Role

REFERENCE = Path(__file__).parents[2] / "reference"
CASES = [f"{name}_{percent}" for name in ("breast_cancer", "digits") for percent in (2, 5, 10, 20)]


def stored(case):
    """Labels, probabilities and which rows were mislabelled, of `make_label_noise.py`."""
    with np.load(REFERENCE / "label_noise.npz") as arrays:
        given = arrays[f"{case}_given"].astype(np.intp)
        steps = arrays[f"{case}_probabilities"].astype(np.float64)
        return given, steps / steps.sum(axis=1, keepdims=True), arrays[f"{case}_flipped"]


def expected(case):
    """What cleanlab made of them."""
    return json.loads((REFERENCE / "label_noise.json").read_text("utf-8"))["cases"][case]


def recorded(labels, probabilities, *more):
    """Such rows as a dataset: a column of probabilities for each class."""
    return Dataset(
        (
            Column("label", Role.LABEL, Categories.of([f"c{label}" for label in labels])),
            *(
                Column(f"c{place}", Role.CLASS_PROBABILITY, Numbers(np.asarray(column)))
                for place, column in enumerate(np.asarray(probabilities).T)
            ),
            *more,
        )
    )


def two_classes(rows, rate, seed, overlap=0.0):
    """Labels of which a share is turned, and probabilities as unsure as `overlap` makes them.

    overlap: the share of rows that lie between the classes, whose labels are drawn by the
    probability itself. Returns labels, probabilities, and the true share of wrong labels.
    """
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 2, rows)
    sure = 0.95 + 0.05 * rng.random(rows)
    positive = np.where(truth == 1, sure, 1 - sure)
    between = rng.random(rows) < overlap
    positive[between] = 0.2 + 0.6 * rng.random(between.sum())
    truth[between] = rng.random(between.sum()) < positive[between]
    wrong = rng.random(rows) < rate
    return np.where(wrong, 1 - truth, truth), np.stack([1 - positive, positive], 1), wrong.mean()
