"""Boxes in pictures and spans of texts, as tables hold them, and which of them meet.

Read are what detectors and taggers write: a box as [left, top, right, bottom], or as an object with
`box` (so, or with `xmin`, `ymin`, `xmax` and `ymax`) or `bbox` ([left, top, width, height], as in
COCO); a span as [start, end], or as an object with `start` and `end`. An object may have a class
(`label`, `category`, `entity_group` or `entity`) and, where it was detected, a `score`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags

CLASSES = ("label", "category", "entity_group", "entity")
CORNERS = ("xmin", "ymin", "xmax", "ymax")
FORMS = (
    "a list of boxes, each [left, top, right, bottom], or of spans, each [start, end]; or of "
    'objects such as {"box": [10, 20, 40, 60], "label": "person", "score": 0.9}'
)


class NotLocated(ValueError):
    """A cell that holds no boxes and no spans; its text says why."""


@dataclass(frozen=True, slots=True)
class Located:
    """One box or span. ends: (left, right) of each axis, one of a span and two of a box."""

    ends: tuple[tuple[float, float], ...]
    label: str | None = None
    score: float | None = None


def read_objects(cell: str) -> tuple[Located, ...]:
    """The objects of a cell of JSON; raises `NotLocated`."""
    try:
        written = json.loads(cell)
    except ValueError:
        raise NotLocated("it is no JSON") from None
    if not isinstance(written, list):
        raise NotLocated("it is no list")
    located = tuple(_read(item) for item in written)
    if len({len(one.ends) for one in located}) > 1:
        raise NotLocated("it mixes boxes and spans")
    return located


def _read(item: Any) -> Located:
    if isinstance(item, list):
        return Located(_ends(item))
    if not isinstance(item, Mapping):
        raise NotLocated(f"{json.dumps(item)} is neither a box nor a span")
    label = next((str(item[key]) for key in CLASSES if item.get(key) is not None), None)
    score = item.get("score")
    if score is not None and not _is_number(score):
        raise NotLocated(f"the score {json.dumps(score)} is no number")
    return Located(_ends(_numbers(item)), label, score)


def _numbers(item: Mapping[str, Any]) -> Sequence[Any]:
    box = item.get("box", item.get("bbox"))
    if isinstance(box, Mapping):
        return [box.get(corner) for corner in CORNERS]
    if "bbox" in item and isinstance(box, list) and len(box) == 4 and all(map(_is_number, box)):
        left, top, width, height = box
        return [left, top, left + width, top + height]
    return box if isinstance(box, list) else [item.get("start"), item.get("end")]


def _ends(numbers: Sequence[Any]) -> tuple[tuple[float, float], ...]:
    if len(numbers) not in (2, 4) or not all(map(_is_number, numbers)):
        raise NotLocated(f"{json.dumps(list(numbers))} is neither a box nor a span")
    axes = len(numbers) // 2
    ends = tuple((float(numbers[axis]), float(numbers[axis + axes])) for axis in range(axes))
    if any(first >= last for first, last in ends):
        raise NotLocated(f"{json.dumps(list(numbers))} ends before it begins, or where it does")
    return ends


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def overlap(one: Located, other: Located) -> float:
    """Intersection over union, 0 to 1; of a box and a span 0."""
    if len(one.ends) != len(other.ends):
        return 0.0
    shared = prod(
        max(0.0, min(last, other_last) - max(first, other_first))
        for (first, last), (other_first, other_last) in zip(one.ends, other.ends, strict=True)
    )
    sizes = (prod(last - first for first, last in each.ends) for each in (one, other))
    return shared / (sum(sizes) - shared)


def matched(
    truths: Sequence[Located], detections: Sequence[Located], least: float
) -> tuple[Flags, Flags]:
    """Which truths were found, shape (truths,), and which detections are right, (detections,).

    Each detection, the surest first, takes the truth of its class that it overlaps most and that no
    other took, where the overlap is at least `least` (Everingham et al. 2010, The PASCAL Visual
    Object Classes Challenge, IJCV 88:303; of several truths the best that is left, as in COCO).
    Without scores those that overlap most come first.
    """
    met = np.zeros(len(truths), dtype=bool)
    right = np.zeros(len(detections), dtype=bool)
    overlaps = _overlaps(truths, detections)
    for detection in _order(detections, overlaps):
        free = np.where(met, -1.0, overlaps[:, detection])
        best = int(free.argmax()) if len(free) else -1
        if best >= 0 and free[best] >= least * (1 - 1e-12):
            met[best] = right[detection] = True
    return met, right


def _overlaps(truths: Sequence[Located], detections: Sequence[Located]) -> NDArray[np.float64]:
    """Shape (truths, detections): how far those of one class overlap; -1 where it is another."""
    return np.array(
        [
            [overlap(truth, one) if truth.label == one.label else -1.0 for one in detections]
            for truth in truths
        ]
    ).reshape(len(truths), len(detections))


def _order(detections: Sequence[Located], overlaps: NDArray[np.float64]) -> Sequence[int]:
    """The surest first; of equal ones, and without scores, those that overlap a truth most."""
    best = overlaps.max(axis=0, initial=-1.0)
    sure = [0.0 if one.score is None else one.score for one in detections]
    return sorted(
        range(len(detections)), key=lambda one: (-sure[one], -best[one], detections[one].ends)
    )
