"""A threshold is chosen on one half of the rows and judged on the other.

Chosen and judged on the same rows it would find leaks in chance.
"""

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Floats

Flags = NDArray[np.bool_]


def best_threshold(scores: Floats, member: Flags) -> float:
    """The threshold at or above which calling a row a member gains most; infinite for nobody.

    scores, member: shape (rows,), of the half it is chosen on. What is gained is the share of
    members called so minus that of the others (Youden's index). Of equal gains the highest
    threshold is taken.
    """
    order = np.argsort(-scores, kind="stable")
    ordered, hits = scores[order], member[order]
    members, others = int(hits.sum()), int((~hits).sum())
    if not members or not others:
        return np.inf
    gain = np.cumsum(hits) / members - np.cumsum(~hits) / others
    # Rows of one score are called together, so a threshold stands only behind the last of them.
    last = np.concatenate((ordered[1:] != ordered[:-1], [True]))
    gain = np.where(last, gain, -np.inf)
    best = int(np.argmax(gain))
    return float(ordered[best]) if gain[best] > 0 else np.inf


def thresholds_by_class(
    scores: Floats, member: Flags, labels: NDArray[np.intp], classes: int
) -> Floats:
    """A threshold for each class, shape (classes,): Song & Mittal 2021, section 4.2."""
    return np.array(
        [best_threshold(scores[labels == one], member[labels == one]) for one in range(classes)]
    )


def threshold_at(scores: Floats, most_false: float) -> float:
    """The lowest threshold that calls at most this share of non-members members; may be infinite.

    scores: shape (non-members,), of the half it is chosen on. Rows at or above it are called.
    """
    allowed = int(np.floor(most_false * len(scores) + 1e-9))
    ordered = np.sort(scores)[::-1]
    if allowed >= len(ordered):
        return float(-np.inf)
    # The first score that must not be called: everything above it may be.
    return float(np.nextafter(ordered[allowed], np.inf))
