"""Area under the ROC curve and average precision, from rows sorted once by their score."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Ranked:
    """Positives and negatives at each distinct score, from the lowest to the highest.

    Every field has the shape (distinct scores,). positives, negatives: sums of weights, or
    counts. squared_*: sums of squared weights; the same arrays without weights.
    rows_positive, rows_negative: how many rows they are.
    """

    scores: Floats
    positives: Floats
    negatives: Floats
    squared_positives: Floats
    squared_negatives: Floats
    rows_positive: int
    rows_negative: int

    @property
    def both(self) -> bool:
        """Whether there is something to rank against something."""
        return float(self.positives.sum()) > 0 and float(self.negatives.sum()) > 0


def ranked(
    scores: Floats,
    positive: NDArray[np.bool_],
    counts: Floats | None = None,
    weights: Floats | None = None,
) -> Ranked:
    """Collect rows that are already in the order of their scores; all shapes are (rows,)."""
    first = np.empty(len(scores), dtype=bool)
    first[:1] = True
    np.not_equal(scores[1:], scores[:-1], out=first[1:])
    starts = np.flatnonzero(first)
    if counts is None and weights is None:
        # One copy of each: at ten million distinct scores an array is 80 MB.
        up = np.add.reduceat(positive, starts, dtype=np.float64)
        down = np.diff(starts, append=len(scores)).astype(np.float64)
        down -= up
        kept = scores if len(starts) == len(scores) else scores[starts]
        return Ranked(kept, up, down, up, down, int(up.sum()), int(down.sum()))
    number = np.ones(len(scores)) if counts is None else counts
    weight = number if weights is None else number * weights
    square = number if weights is None else weight * weights

    def split(amount: Floats) -> tuple[Floats, Floats]:
        up = np.add.reduceat(np.where(positive, amount, 0.0), starts)
        return up, np.add.reduceat(np.where(positive, 0.0, amount), starts)

    up, down = split(weight)
    rows_up, rows_down = split(number)
    return Ranked(
        scores[starts],
        up,
        down,
        *((up, down) if weights is None else split(square)),
        rows_positive=round(float(rows_up.sum())),
        rows_negative=round(float(rows_down.sum())),
    )


def roc_auc(held: Ranked) -> tuple[float, float]:
    """(area, standard error): P(a positive scores above a negative), ties as a half.

    DeLong, DeLong & Clarke-Pearson 1988, Biometrics 44:837, on the distinct scores; with weights
    the variance is that of the weighted placements.
    """
    ups, downs = float(held.positives.sum()), float(held.negatives.sum())
    placed = _below(held.negatives)
    area = float(held.positives @ placed) / (ups * downs)
    placed /= downs
    spread = _spread(held.squared_positives, placed, area, ups, held.rows_positive)
    placed = _below(held.positives)
    placed /= -ups
    placed += 1
    spread += _spread(held.squared_negatives, placed, area, downs, held.rows_negative)
    return area, sqrt(spread)


def _below(amount: Floats) -> Floats:
    """How much lies under each score, with half of what lies on it."""
    found = np.cumsum(amount)
    found -= amount
    return np.asarray(np.add(found, amount / 2, out=found))


def _spread(square: Floats, placed: Floats, area: float, total: float, rows: int) -> float:
    if rows < 2:
        return 0.0
    placed -= area
    placed *= placed
    return float(square @ placed) / total**2 * rows / (rows - 1)


def average_precision(held: Ranked) -> tuple[float, float]:
    """(value, standard error): sum of precision times the rise of recall; its chance level is
    the share of positives.

    The error is linearised: each row's influence on the value through its own precision, and
    through the precision at every lower score.
    """
    up, down = held.positives[::-1], held.negatives[::-1]
    hits, misses = np.cumsum(up), np.cumsum(down)
    total, ups = hits + misses, float(hits[-1])
    precision = np.divide(hits, total, out=np.zeros_like(hits), where=total > 0)
    value = float(up @ precision) / ups
    square = np.where(total > 0, total, 1.0) ** 2
    # What a row at this score adds to, or takes from, the precision of all positives below it.
    gain = np.cumsum((up * misses / square)[::-1])[::-1]
    loss = np.cumsum((up * hits / square)[::-1])[::-1]
    on_positive = precision - value + gain
    variance = float(held.squared_positives[::-1] @ on_positive**2)
    variance += float(held.squared_negatives[::-1] @ loss**2)
    return value, sqrt(variance) / ups


def precision_recall(held: Ranked, most: int = 200) -> list[list[float]]:
    """At most so many [recall, precision] points, evenly spread over recall."""
    hits, misses = np.cumsum(held.positives[::-1]), np.cumsum(held.negatives[::-1])
    total = hits + misses
    seen = np.flatnonzero(total > 0)
    recall = hits[seen] / hits[-1]
    if len(seen) > most:
        wanted = np.linspace(0, 1, most)
        # Each point is one the model can reach: none is made up between two.
        chosen = np.unique(np.minimum(np.searchsorted(recall, wanted), len(seen) - 1))
        seen = seen[chosen]
        recall = recall[chosen]
    reached = hits[seen] / total[seen]
    return [list(point) for point in zip(recall.tolist(), reached.tolist(), strict=True)]


def slices(
    order: NDArray[np.int32], group: NDArray[np.int32], groups: int
) -> Iterator[NDArray[np.int32]]:
    """The rows of each group in the order of their scores; `order` sorts all rows by score."""
    narrow = np.int16 if groups < 1 << 15 else np.int32
    held = group[order].astype(narrow)
    # A stable sort of small integers is a radix sort: one pass, no comparison of scores.
    place = np.argsort(held, kind="stable")
    ends = np.searchsorted(held[place], np.arange(groups + 1, dtype=narrow))
    for start, end in zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True):
        yield order[place[start:end]]


def bootstrap(
    scores: Floats, positive: NDArray[np.bool_], draws: int, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Replicates of (area, average precision), each shape (draws,): the check of both errors.

    scores, positive: shape (rows,), in the order of the scores. Rows are resampled; nothing is
    sorted again. A draw without both classes is drawn again.
    """
    rows = len(scores)
    starts = np.flatnonzero(np.concatenate(([True], scores[1:] != scores[:-1])))
    held = np.asarray(positive, dtype=np.int32)
    areas, precisions = np.empty(draws), np.empty(draws)
    done = 0
    while done < draws:
        times = np.bincount(rng.integers(0, rows, rows, dtype=np.int32), minlength=rows)
        times = times.astype(np.int32)
        up = times * held
        if len(starts) < rows:
            up = np.add.reduceat(up, starts)
            times = np.add.reduceat(times, starts)
        hits = np.cumsum(up[::-1])
        total = np.cumsum(times[::-1])
        ups, all_rows = int(hits[-1]), int(total[-1])
        if ups in (0, all_rows):
            continue
        rising = up[::-1]
        # Negatives scored above each block, and half of those in it.
        misses = total - hits
        ahead = misses - (times - up)[::-1] / 2
        areas[done] = 1 - float(rising @ ahead) / (ups * float(all_rows - ups))
        ratio = hits / np.maximum(total, 1)
        precisions[done] = float(rising @ ratio) / ups
        done += 1
    return areas, precisions
