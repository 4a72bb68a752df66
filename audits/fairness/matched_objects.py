"""Which of the boxes or spans that are there were detected, and which detections are right."""

from collections.abc import Sequence
from math import prod

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags
from audits.data.located_objects import NOBODY_COUNTED, Located


def overlap(one: Located, other: Located) -> float:
    """Intersection over union, 0 to 1; of a box and a span 0."""
    if len(one.ends) != len(other.ends):
        return 0.0
    shared = prod(
        max(0.0, min(last, other_last) - max(first, other_first))
        for (first, last), (other_first, other_last) in zip(one.ends, other.ends, strict=True)
    )
    sizes = (prod(last - first for first, last in each.ends) for each in (one, other))
    return shared / (sum(sizes) - shared) if shared else 0.0


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


def of_the_difficult(detection: Located, difficult: Sequence[Located], least: float) -> bool:
    """Whether the detection meets an object that nobody must find.

    As Pascal VOC's evaluation has it: neither right nor wrong (Everingham et al. 2010).
    """
    return any(
        one.label == detection.label and overlap(one, detection) >= least * (1 - 1e-12)
        for one in difficult
    )


def in_a_crowd(detection: Located, crowds: Sequence[Located], least: float) -> bool:
    """Whether so much of the detection lies in a region of its class where nobody counted.

    As COCO's evaluation has it: neither right nor wrong (Lin et al. 2014, ECCV, Microsoft COCO).
    """
    return any(
        crowd.label in (detection.label, NOBODY_COUNTED)
        and len(crowd.ends) == len(detection.ends)
        and prod(
            max(0.0, min(last, other_last) - max(first, other_first)) / (last - first)
            for (first, last), (other_first, other_last) in zip(
                detection.ends, crowd.ends, strict=True
            )
        )
        >= least * (1 - 1e-12)
        for crowd in crowds
    )


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
