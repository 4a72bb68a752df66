"""Published data and figures, and probes run on small tables."""

import csv
import gzip
import json
import os
from pathlib import Path

import numpy as np
import pytest

from audits.columns import Role
from audits.dataset import Categories, Column, Dataset, Numbers
from audits.measurement import Exhibit
from audits.probe import Subject

REFERENCE = Path("tests/reference")


def figures(source):
    """The published figures of one source."""
    return json.loads((REFERENCE / f"{source}.json").read_text(encoding="utf-8"))


def rows(*parts):
    """Rows of a file of the reference data, or a skip where there is none on this machine."""
    folder = os.environ.get("EVENHAND_REFERENCE_DATA")
    if not folder:
        pytest.skip("EVENHAND_REFERENCE_DATA is unset: the published data are not here")
    path = Path(folder, *parts)
    held = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return list(csv.DictReader(held.decode("utf-8").splitlines()))


def category(name, role, values, **more):
    return Column(name, role, Categories.of(list(values)), **more)


def number(name, role, values):
    return Column(name, role, Numbers(np.asarray(values, dtype=np.float64)))


def compas(reference="Caucasian"):
    found = rows("compas", "compas_two_years_min.csv")
    return Dataset(
        (
            category("race", Role.PROTECTED, [r["race"] for r in found], reference=reference),
            category(
                "two_year_recid",
                Role.LABEL,
                [r["two_year_recid"] for r in found],
                positive="1",
                favourable="0",
            ),
            category(
                "score_text",
                Role.PREDICTION,
                ["0" if r["score_text"] == "Low" else "1" for r in found],
            ),
            number("decile_score", Role.SCORE, [float(r["decile_score"]) for r in found]),
        )
    )


def answers(label, prediction, group=None, score=None, weight=None, count=None, **more):
    """A table of labels and predictions given as sequences of text."""
    columns = []
    if group is not None:
        columns.append(category("group", Role.PROTECTED, group, **more))
    if label is not None:
        columns.append(category("label", Role.LABEL, label, positive="1"))
    if prediction is not None:
        columns.append(category("answer", Role.PREDICTION, prediction))
        if label is None:
            columns[-1] = category("answer", Role.PREDICTION, prediction, favourable="1")
    for name, role, values in (
        ("score", Role.SCORE, score),
        ("weight", Role.WEIGHT, weight),
        ("times", Role.COUNT, count),
    ):
        if values is not None:
            columns.append(number(name, role, values))
    return Dataset(tuple(columns))


def from_cells(cells, group=None):
    """A table with a count column; cells: {(group, label, prediction): rows}."""
    keys = list(cells)
    return answers(
        [key[1] for key in keys],
        [key[2] for key in keys],
        [key[0] for key in keys],
        count=list(cells.values()),
    )


def measure(probe, data, **parameters):
    """Measurements by (metric, group value or "" for everyone or the whole group)."""
    found = {}
    for item in probe(Subject(data), **parameters):
        if isinstance(item, Exhibit):
            continue
        key = (item.metric, short(item.group))
        assert key not in found, f"{key} is measured twice"
        found[key] = item
    return found


def exhibits(probe, data, **parameters):
    return [item for item in probe(Subject(data), **parameters) if isinstance(item, Exhibit)]


def short(group):
    """A single group's value; a crossing's values as a tuple; everyone is ()."""
    values = tuple(value for _, value in group)
    return values[0] if len(values) == 1 else values
