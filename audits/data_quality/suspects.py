"""The rows whose label looks most like a mistake, in order, and as a gallery."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags, Floats, Matrix, Rows
from audits.data.content_order import content_order
from audits.data.dataset import Column, Images, Texts
from audits.data.picture_addresses import thumbnail
from audits.data_quality.confident_joint import thresholds
from audits.data_quality.held_out_probabilities import Labelled
from audits.errors import Refused
from audits.measurement import Exhibit
from audits.specification.roles import Role

MOST_ROWS, MOST_PICTURES, LONGEST = 40, 12, 300
# Rows at a time, so that memory stays flat.
BLOCK = 65_536
TINY = np.finfo(np.float64).tiny


def relative_confidence(labels: NDArray[np.intp], probabilities: Matrix, least: Floats) -> Floats:
    """How probable each label is beside the other classes, shape (rows,), 0 to 1; least suspicious
    is the greatest.

    Self-confidence (Northcutt et al. 2021) of probabilities that were divided by their class's
    threshold first and sum to 1 again: a class whose labels are often mistaken has smaller ones.
    labels: shape (rows,). probabilities: shape (rows, classes). least: shape (classes,), the
    thresholds.
    """
    own = np.empty(len(labels))
    for start in range(0, len(labels), BLOCK):
        rows = slice(start, start + BLOCK)
        relative = probabilities[rows] / least
        given = relative[np.arange(len(relative)), labels[rows]]
        own[rows] = given / np.maximum(relative.sum(axis=1), TINY)
    return own


def ranked(confidence: Floats, ties: Rows) -> Rows:
    """Row numbers, shape (rows,), the most suspicious first.

    confidence: shape (rows,). ties: shape (rows,), a rank of each row that decides between equals.
    """
    return np.lexsort((ties, confidence))


def gallery(of: Labelled, suspicious: Flags) -> Exhibit | None:
    """The most suspicious rows: pictures beside what they look like, or a table of rows.

    suspicious: shape (rows,), those that may stand there; None where there are none.
    """
    places = np.flatnonzero(suspicious)
    if not len(places):
        return None
    least = thresholds(of.labels, of.probabilities)
    confidence = relative_confidence(of.labels[places], of.probabilities[places], least)
    # Only so many are shown, and ties among them are broken by what the rows hold.
    last = min(MOST_ROWS, len(places)) - 1
    shown = confidence <= np.partition(confidence, last)[last]
    places, confidence = places[shown], confidence[shown]
    ties = np.empty(len(places), dtype=np.intp)
    ties[content_order(of.data.take(places))] = np.arange(len(places))
    suspects = places[ranked(confidence, ties)[:MOST_ROWS]]
    left_out = int(suspicious.sum()) - len(suspects)
    pictures = next((c for c in of.data if isinstance(c.values, Images)), None)
    if pictures is not None:
        return _pictures(of, pictures, suspects[:MOST_PICTURES])
    return _table(of, suspects, left_out)


def _guess(of: Labelled, row: int) -> tuple[str, str, float, float]:
    """Label and most probable other class of a row, with their probabilities."""
    label = int(of.labels[row])
    others = of.probabilities[row].copy()
    others[label] = -np.inf
    other = int(others.argmax())
    return (
        of.classes[label], of.classes[other], float(of.probabilities[row, label]),
        float(of.probabilities[row, other]),
    )  # fmt: skip


def _pictures(of: Labelled, column: Column, rows: Rows) -> Exhibit:
    values = column.values
    assert isinstance(values, Images)
    pairs = []
    for row in rows.tolist():
        label, other, own, most = _guess(of, row)
        seen = _picture(values, row)
        pairs.append(
            {
                "before": {**seen, "caption": f"labelled {label}"},
                "after": {"text": f"looks like {other}", "caption": _name(of, row)},
                "note": f"probability {own:.3f} of {label}, {most:.3f} of {other}",
            }
        )
    return Exhibit("pairs", "Labels that look wrong, the most suspicious first", {"pairs": pairs})


def _picture(values: Images, row: int) -> Mapping[str, str]:
    if values.names[row] is None:
        return {"text": "no picture"}
    try:
        return {"image": thumbnail(values.source.decode(values.names[row]))}
    except Refused:
        return {"text": "a picture that cannot be read"}


def _table(of: Labelled, rows: Rows, left_out: int) -> Exhibit:
    texts = [c for c in of.data if isinstance(c.values, Texts) and c.role is Role.FEATURE]
    head = ["row", *(c.name for c in texts), "label", "looks like", "P(label)", "P(other)"]
    cells: list[list[Any]] = []
    for row in rows.tolist():
        label, other, own, most = _guess(of, row)
        shown = [_text(column, row) for column in texts]
        cells.append([_name(of, row), *shown, label, other, own, most])
    content = {
        "head": head, "rows": cells, "numeric": [len(head) - 2, len(head) - 1],
        "left_out": left_out,
        "caption": "Rows whose label is not the most probable class; somebody must look at them.",
    }  # fmt: skip
    return Exhibit("sentences", "Labels that look wrong, the most suspicious first", content)


def _text(column: Column, row: int) -> str:
    assert isinstance(column.values, Texts)
    return str(column.values.values[row] or "")[:LONGEST]


def _name(of: Labelled, row: int) -> str:
    """Its number among the rows measured, from 1: an `id` may name a person, and reports travel."""
    return f"row {int(of.places[row]) + 1:,}"
