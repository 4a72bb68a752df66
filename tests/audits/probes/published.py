"""Published data and figures, and probes run on small tables."""

import json
from pathlib import Path

import numpy as np

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.measurement import Exhibit
from audits.specification.roles import Role
from tests.subjects import Subject

REFERENCE = Path("tests/reference")


def figures(source):
    """The published figures of one source."""
    return json.loads((REFERENCE / f"{source}.json").read_text(encoding="utf-8"))


def repeated(source):
    """One row for each that a source counted, as a dictionary by its columns."""
    held = figures(source)
    *names, _ = (name.split(" ")[0] for name in held["columns"])
    return [
        dict(zip(names, values, strict=True))
        for *values, times in held["counts"]
        for _ in range(times)
    ]


def category(name, role, values, **more):
    return Column(name, role, Categories.of(list(values)), **more)


def number(name, role, values):
    return Column(name, role, Numbers(np.asarray(values, dtype=np.float64)))


def pixel_attacks():
    """Recorded attacks on seven networks: rows of network, pixels, picture, label and answer."""
    return [
        (network, pixels, str(picture), "right", "wrong" if picture < changed else "right")
        for network, pixels, changed, kept in figures("one_pixel")["counts"]
        for picture in range(changed + kept)
    ]


def compas(reference="Caucasian"):
    found = repeated("compas")
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


def measure(probe, data, model=None, **parameters):
    """Measurements by (metric, group value or "" for everyone or the whole group)."""
    found = {}
    for item in probe(Subject(data, model), **parameters):
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
