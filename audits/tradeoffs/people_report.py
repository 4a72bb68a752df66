"""What is shown of people beside the model: each of them, and how well both do together."""

from collections.abc import Iterator, Sequence

import numpy as np

from audits.data.arrays import Flags, Floats
from audits.measurement import Exhibit, Group
from audits.tradeoffs.beside_people import Beside
from audits.tradeoffs.deferral import Deferral, team_curve
from audits.tradeoffs.selective import curve_of

MOST_POINTS, MOST_NAMED, MOST_GROUPS = 60, 20, 3


def shown(
    beside: Beside,
    sure: Floats | None,
    deferral: Deferral | None,
    groups: Sequence[tuple[Group, Flags]],
) -> Iterator[Exhibit]:
    """The curves of deferring and of answering less, and a table of the people.

    sure: shape (items,), how sure the model is, or None. groups: of items, everyone first.
    """
    if sure is not None and deferral is not None:
        yield _together(beside, sure, deferral)
        yield _risk(beside, sure, groups)
    yield _people(beside)


def _together(beside: Beside, sure: Floats, deferral: Deferral) -> Exhibit:
    judging = deferral.judged
    coverage, team = team_curve(beside.by_model[judging], beside.by_item[judging], sure[judging])
    return Exhibit(
        "curve", "Model and people together, by how much the model answers",
        {
            "series": [{"name": "together", "points": _thinned(coverage, team)}],
            "x": {"title": "answered by the model, the surest first", "scale": "share"},
            "y": {"title": "right", "scale": "share"},
            "guides": [
                {"at": deferral.coverage, "label": "chosen on the other half", "vertical": True}
            ],
            "note": f"On the {int(judging.sum()):,} items that did not choose. On the left people "
            "answer everything, on the right the model does.",
        },
    )  # fmt: skip


def _risk(beside: Beside, sure: Floats, groups: Sequence[tuple[Group, Flags]]) -> Exhibit:
    series = []
    for group, of in groups[: MOST_GROUPS + 1]:
        judging = of & np.isfinite(sure)
        if int(judging.sum()) < 2:
            continue
        curve = curve_of(sure[judging], ~beside.by_model[judging])
        name = ", ".join(f"{key} {value or 'unknown'}" for key, value in group) or "everyone"
        series.append({"name": name, "points": _thinned(curve.coverage, curve.risk)})
    return Exhibit(
        "curve", "Wrong among what the model answers, by how much that is",
        {
            "series": series,
            "x": {"title": "answered, the surest first", "scale": "share"},
            "y": {"title": "wrong among these", "scale": "share"},
            "note": "The area under each line is the measured one. A line that is higher on the "
            "left belongs to a group whom the model is surely wrong about.",
        },
    )  # fmt: skip


def _thinned(x: Floats, y: Floats) -> list[list[float]]:
    points = np.unique(np.linspace(0, len(x) - 1, min(len(x), MOST_POINTS)).round().astype(np.intp))
    return [[float(x[index]), float(y[index])] for index in points]


def _people(beside: Beside) -> Exhibit:
    people = beside.people
    most = np.argsort(-people.answered, kind="stable")
    rows = []
    for person in sorted(most[:MOST_NAMED].tolist()):
        own = beside.right(person)
        if not len(own.items):
            continue
        model = beside.by_model[own.items]
        rows.append(
            [people.names[person], f"{len(own.items):,}", f"{own.right.mean():.1%}",
             f"{model.mean():.1%}", f"{int((model & ~own.right).sum()):,}",
             f"{int((own.right & ~model).sum()):,}"]
        )  # fmt: skip
    return Exhibit(
        "sentences", "Each person beside the model, on the same items",
        {
            "head": ["person", "items", "right", "the model on these", "only the model right",
                     "only the person right"],
            "rows": rows, "numeric": [1, 2, 3, 4, 5],
            "left_out": max(0, len(people.names) - MOST_NAMED),
            "caption": "Shares of the items that the person answered and that have a label.",
        },
    )  # fmt: skip
