"""Whether a higher score goes with an earlier event, where not every row was followed to its event.

Two rows are compared where it is known whose event came first: the earlier of two times is an
event. A row that was followed up to the time of another's event, and no further, had its own later.
Two events at one time are not compared; two equal scores are half right. Harrell, Califf, Pryor,
Lee & Rosati 1982, JAMA 247:2543; its error by the infinitesimal jackknife, as of any ratio of
sums over pairs (Therneau & Atkinson, Concordance, vignette of R's survival package).
"""

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags, Floats
from audits.statistics.jackknifed import Jackknifed

# So many rows are compared each with each; more are halved first.
COMPARED_AT_ONCE = 256


class Concordance(Jackknifed):
    """Share of compared pairs that the score puts in the right order."""


def concordance(
    durations: Floats, happened: Flags, scores: Floats, clusters: NDArray[np.integer] | None = None
) -> Concordance | None:
    """The share of pairs in the right order; None where no two rows can be compared.

    durations, happened, scores, clusters: shape (rows,), finite: how long each row was followed,
    whether that ended with the event, a number that is the larger the sooner it is expected, and
    codes of what belongs together.
    """
    pairs, right = pairs_of_rows(durations, happened, scores)
    total = float(pairs.sum()) / 2
    if total == 0:
        return None
    value = float(right.sum()) / 2 / total
    moves, compared = (right - value * pairs) / total, pairs > 0
    if clusters is not None:
        moves, clusters, pairs = moves[compared], clusters[compared], pairs[compared]
    return Concordance.of(value, moves, total / float(pairs.max()), clusters, pairs)


def pairs_of_rows(durations: Floats, happened: Flags, scores: Floats) -> tuple[Floats, Floats]:
    """With how many rows each is compared, and how many of those pairs the score puts right.

    durations, happened, scores: shape (rows,), as of `concordance`. Returns two arrays of shape
    (rows,). Halving by time and sorting each half by score takes n log² n steps, not n².
    """
    # Of equal times events come first: whoever was followed that long had the event later.
    order = np.lexsort((~happened, durations))
    times, events, values = durations[order], happened[order], scores[order]
    later = (np.diff(times) > 0) | (np.diff(events.astype(np.int8)) != 0)
    moment = np.concatenate(([0], np.cumsum(later)))
    pairs, right = np.zeros(len(order)), np.zeros(len(order))
    waiting = [(0, len(order))]
    while waiting:
        start, end = waiting.pop()
        if end - start <= COMPARED_AT_ONCE:
            _each_with_each(slice(start, end), moment, events, values, pairs, right)
            continue
        middle = _boundary(moment, start, end)
        if middle is None:
            continue
        _halves(slice(start, middle), slice(middle, end), events, values, pairs, right)
        waiting += [(start, middle), (middle, end)]
    at_row = np.empty_like(order)
    at_row[order] = np.arange(len(order))
    return pairs[at_row], right[at_row]


def _boundary(moment: NDArray[np.intp], start: int, end: int) -> int | None:
    """Where the rows are cut, between two moments and near the middle; None within one moment."""
    middle = moment[(start + end) // 2]
    first, last = np.searchsorted(moment[start:end], [middle, middle + 1]) + start
    if first > start:
        return int(first)
    return int(last) if last < end else None


def _halves(
    early: slice, late: slice, events: Flags, values: Floats, pairs: Floats, right: Floats
) -> None:
    """Every event of the early rows beside every late row."""
    first = np.flatnonzero(events[early]) + early.start
    own, other = values[first], values[late]
    pairs[first] += len(other)
    pairs[late] += len(first)
    right[first] += _below(own, np.sort(other))
    right[late] += len(first) - _below(other, np.sort(own))


def _below(values: Floats, ordered: Floats) -> Floats:
    """How many of the ordered are smaller than each value, equal ones by half; shape (values,)."""
    sides = [np.searchsorted(ordered, values, side) for side in ("left", "right")]
    return np.asarray((sides[0] + sides[1]) / 2)


def _each_with_each(
    rows: slice, moment: NDArray[np.intp], events: Flags, values: Floats, pairs: Floats,
    right: Floats,
) -> None:  # fmt: skip
    compared = (moment[rows][:, None] < moment[rows]) & events[rows][:, None]
    own, other = values[rows][:, None], values[rows]
    in_order = compared * ((own > other) + 0.5 * (own == other))
    pairs[rows] += compared.sum(0) + compared.sum(1)
    right[rows] += in_order.sum(0) + in_order.sum(1)
