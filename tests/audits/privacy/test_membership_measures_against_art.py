"""What ART's attacks gain on the same answers lies in the intervals of those here."""

import json
from pathlib import Path

import numpy as np
import pytest

from audits.data.dataset import Dataset
from audits.measurement import Estimate
from audits.privacy.members import Members
from audits.privacy.membership_attacks import Attacks
from audits.privacy.membership_measures import Judged
from audits.statistics.shares import Stated

REFERENCE = Path(__file__).parents[2] / "reference"
MODELS = ("forest", "logistic")


def art(model):
    return json.loads((REFERENCE / "membership.json").read_text("utf-8"))["advantage"][model]


def advantages(model):
    """Of each attack here on the answers that ART was asked about, judged on the same half."""
    with np.load(REFERENCE / "membership.npz") as arrays:
        positive, labels, member, judged = (
            arrays[f"{model}_{name}"] for name in ("probabilities", "labels", "member", "judged")
        )
    probabilities = np.stack([10_000 - positive.astype(float), positive], axis=1) / 10_000
    labels = labels.astype(np.intp)
    right = probabilities.argmax(axis=1) == labels
    members = Members(Dataset(()), member, labels, right, probabilities, judged, ("0", "1"))
    measured = Judged(Attacks(members), Stated(0.95, 30)).overall((0.01,))
    return {
        dict(one.group)["attack"]: one
        for one in measured
        if one.metric == "membership_advantage" and isinstance(one, Estimate)
    }


@pytest.mark.parametrize("model", MODELS)
def test_the_gap_attack_is_the_same_number(model):
    assert advantages(model)["gap"].value == pytest.approx(art(model)["gap"], abs=1e-6)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize(
    ("theirs", "ours"),
    [("loss", "loss"), ("entropy", "entropy"), ("prediction", "modified_entropy"),
     ("shadow", "modified_entropy")],
)  # fmt: skip
def test_what_art_gains_lies_in_the_interval(model, theirs, ours):
    interval = advantages(model)[ours].interval
    assert interval.lower <= art(model)[theirs] <= interval.upper
