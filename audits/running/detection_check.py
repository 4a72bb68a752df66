"""Rows that a detector was asked among others are asked one by one, and the detections compared.

A box that only one of the two answers has is let where its score lies at the threshold, to within
rounding; how many did is told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Dataset
from audits.data.located_objects import Located
from audits.errors import ModelFailure, UnsteadyModel
from audits.models import Detector
from audits.models.output_reading import TOLERANCE, Reading
from audits.running.single_answers import Differs, agreement_text


@dataclass(frozen=True, eq=False)
class Compared:
    """apart: the largest difference of a place or a score. at_threshold: detections that one of
    two answers lacks. together: the answers among others, shape (rows,)."""

    apart: float
    at_threshold: int
    together: NDArray[np.object_]


def ask_detections_again(
    model: Detector, data: Dataset, rows: NDArray[np.intp]
) -> tuple[Reading, NDArray[np.object_]]:
    """What came out, and the answers among others; where padding changes them, without any.

    rows: shape (rows,), those that are asked. Raises `UnsteadyModel` where answers depend on their
    company, `ModelFailure` where no row is answered.
    """
    try:
        compared = _compared(model, data, rows)
    except Differs as differs:
        if getattr(model, "is_apart", True):
            raise UnsteadyModel(str(differs)) from differs
        cast(Any, model).is_apart = True
        try:
            compared = _compared(model, data, rows)
        except Differs as again:
            raise UnsteadyModel(str(again)) from again
    sentence = (
        f"{len(rows)} rows were asked one by one: "
        f"{agreement_text('place or score of a detection', compared.apart)} (allowed are "
        f"{_tolerance(model):g})"
    )
    if compared.at_threshold:
        sentence += f"; {compared.at_threshold} at the very threshold were in one answer alone"
    return (("asked again", sentence),), compared.together


def _tolerance(model: Detector) -> float:
    return float(getattr(model, "tolerance", TOLERANCE))


def _compared(model: Detector, data: Dataset, rows: NDArray[np.intp]) -> Compared:
    together = model.detect(data.features(model.reads, rows))
    if all(answer is None for answer in together):
        raise ModelFailure(
            f"the model answered all of {len(rows)} rows with NaN or infinity; check that texts or "
            "pictures are prepared as in training"
        )
    apart, lone = 0.0, 0
    for index, row in enumerate(rows.tolist()):
        (alone,) = model.detect(data.features(model.reads, rows[index : index + 1]))
        if (alone is None) != (together[index] is None):
            raise Differs(f"row {row + 1} is answered only in some company")
        if alone is not None:
            own, alone_there = _apart(model, row, together[index], alone)
            apart, lone = max(apart, own), lone + alone_there
    return Compared(apart, lone, together)


def _apart(
    model: Detector, row: int, together: Sequence[Located], alone: Sequence[Located]
) -> tuple[float, int]:
    """The largest difference, and how many detections at the threshold one answer lacks."""
    tolerance, left, worst, lone = _tolerance(model), list(together), 0.0, 0
    for one in alone:
        near = min(left, key=lambda other: _distance(one, other), default=None)
        if near is not None and _distance(one, near) <= tolerance:
            worst = max(worst, _distance(one, near))
            left.remove(near)
        else:
            lone += _at_threshold(model, one, row, "when it is asked alone")
    return worst, lone + sum(_at_threshold(model, one, row, "among other rows") for one in left)


def _at_threshold(model: Detector, one: Located, row: int, where: str) -> int:
    """1 where the score is as good as the threshold; else the two answers differ."""
    threshold = getattr(model, "threshold", None)
    if threshold is None or one.score is None or one.score > threshold + _tolerance(model):
        ends = ", ".join(f"{first:.6g} to {last:.6g}" for first, last in one.ends)
        raise Differs(
            f"row {row + 1} has a {one.label!r} at {ends} {where} and not otherwise (more than "
            f"{_tolerance(model):g} apart)"
        )
    return 1


def _distance(one: Located, other: Located) -> float:
    """Between places, relative to their size, and scores; infinite between two classes."""
    if one.label != other.label or len(one.ends) != len(other.ends):
        return float("inf")
    ends = np.abs(np.array(one.ends) - np.array(other.ends))
    ends /= np.maximum(1.0, np.abs(np.array(other.ends)))
    return max(float(ends.max()), abs((one.score or 0.0) - (other.score or 0.0)))
