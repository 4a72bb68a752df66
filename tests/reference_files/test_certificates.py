"""Certified accuracy by radius of four published certification logs, and closed-form radii."""

import csv
import json
import os
from pathlib import Path

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.probes.robustness.certified import certified
from audits.probing.subject import Subject
from audits.robustness.smoothing import Smoothing, certified_radius
from audits.specification.roles import Role
from audits.statistics.proportions import wilson

FOLDER = Path(os.environ["EVENHAND_REFERENCE_DATA"], "smoothing-certified")
EXPECTED = json.loads((FOLDER / "expected.json").read_text())
LOGS = [one for one in EXPECTED if "file" in one]


def table(name):
    with (FOLDER / name).open() as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return Dataset(
        (
            Column("label", Role.LABEL, Categories.of([row["label"] for row in rows])),
            Column("predict", Role.PREDICTION, Categories.of([row["predict"] for row in rows])),
            Column("radius", Role.SCORE, Numbers(np.array([float(r["radius"]) for r in rows]))),
        )
    )


@pytest.mark.parametrize("log", LOGS, ids=lambda log: log["file"])
def test_certified_accuracy_by_radius(log):
    """Forty cells, and the abstentions; intervals are Wilson's on 500."""
    subject = Subject(table(log["file"]))
    held = list(certified(subject, radii=tuple(log["radii"]), radius=0.25))
    found = {m.group: m for m in held if getattr(m, "metric", "") == "certified_accuracy"}
    for radius, value, rounded in zip(
        log["radii"], log["certified_accuracy"], log["published_rounded"], strict=True
    ):
        one = found[("radius", f"{radius:g}"),]
        assert one.value == pytest.approx(value, abs=1e-9)
        assert one.value == pytest.approx(rounded, abs=0.0051)
        assert one.sample_size == 500
        assert (one.interval.lower, one.interval.upper) == wilson((one.value * 500, 500), 0.95)
    (abstained,) = [m for m in held if getattr(m, "metric", "") == "certified_abstention_share"]
    assert abstained.value * 500 == pytest.approx(log["abstained"])


@pytest.mark.parametrize(
    "case", EXPECTED[-1]["cases"], ids=lambda case: f"{case['nA']} of {case['n']}"
)
def test_the_closed_form_of_a_radius(case):
    smoothing = Smoothing(case["sigma"], 100, case["n"], case["alpha"])
    (radius,) = certified_radius(np.array([case["nA"]]), smoothing)
    if case["radius"] is None:
        assert np.isnan(radius)
    else:
        assert radius == pytest.approx(case["radius"], abs=1e-5)
