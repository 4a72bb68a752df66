"""Area under the ROC curve and average precision, from scores in order (`ranked_scores`)."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Floats
from audits.statistics.ranked_scores import Block, Ranked, ranked

__all__ = ["Areas", "areas", "bootstrap", "precision_recall", "ranked"]

# Sums of weights in another order may fall short of a recall by this.
TINY = 1e-12


@dataclass(frozen=True, slots=True)
class Areas:
    """Both areas with their standard errors, which know of clusters where the rows have them.

    roc: P(a positive scores above a negative), ties as a half. DeLong, DeLong & Clarke-Pearson
    1988, Biometrics 44:837; with weights the variance is that of the weighted placements.
    precision: sum of precision times the rise of recall; its chance level is the share of
    positives. Its error is linearised: each row's influence through its own precision, and
    through the precision at every lower score.
    with_false: what the precision would be with one more negative, or one more cluster of them,
    scored above everybody.
    positives, negatives: how many independent ones there are in effect (Kish, over clusters).
    clusters: of positives and of negatives, or None.
    """

    roc: float
    roc_error: float
    precision: float
    precision_error: float
    with_false: float
    positives: float
    negatives: float
    clusters: tuple[int, int] | None


@dataclass(frozen=True, eq=False)
class Standing:
    """What stands under and above each score of a block; each shape (distinct scores,).

    under_up, under_down: weights below, half of those at the score among them.
    hits, misses: weights at or above. total: of both.
    """

    block: Block
    under_up: Floats
    under_down: Floats
    hits: Floats
    misses: Floats
    total: Floats

    @property
    def precision(self) -> Floats:
        """Share of positives at or above each score, shape (distinct scores,); 0 of nobody."""
        shares = np.zeros_like(self.total)
        return np.divide(self.hits, self.total, out=shares, where=self.total > 0)

    def precision_beside(self, more: float) -> Floats:
        """The same, shape (distinct scores,), were there so much `more` weight of negatives."""
        total = self.total + more
        return np.divide(self.hits, total, out=total)


def standings(ranked: Ranked) -> Iterator[Standing]:
    """Each block of scores with what stands around it, the lowest first."""
    ups, downs = ranked.up.total, ranked.down.total
    below_up = below_down = 0.0
    for block in ranked.blocks():
        to_up, to_down = np.cumsum(block.positives), np.cumsum(block.negatives)
        to_up += below_up
        to_down += below_down
        hits, misses = (ups - to_up) + block.positives, (downs - to_down) + block.negatives
        np.maximum(hits, 0.0, out=hits)
        np.maximum(misses, 0.0, out=misses)
        yield Standing(
            block,
            to_up - block.positives / 2,
            to_down - block.negatives / 2,
            hits,
            misses,
            hits + misses,
        )
        below_up, below_down = float(to_up[-1]), float(to_down[-1])


def areas(ranked: Ranked) -> Areas:
    """Both areas and their errors; there must be positives and negatives (`Ranked.both`)."""
    ups, downs = ranked.up.total, ranked.down.total
    # What one more negative weighs, or one more cluster of them.
    clustered = _Clustered(ranked) if ranked.clustered else None
    extra = downs / (ranked.down if clustered is None else clustered.down).effective
    roc = precision = with_false = 0.0
    for standing in standings(ranked):
        positives = standing.block.positives
        roc += float(positives @ standing.under_down)
        precision += float(positives @ standing.precision)
        with_false += float(positives @ standing.precision_beside(extra))
    roc, precision, with_false = roc / (ups * downs), precision / ups, with_false / ups
    placed_ups = placed_downs = variance = 0.0
    gained = lost = 0.0
    for standing in standings(ranked):
        block = standing.block
        # What a row at this score adds to, or takes from, the precision at lower scores.
        rise = block.positives / np.where(standing.total > 0, standing.total, 1.0) ** 2
        gain = np.cumsum(rise * standing.misses) + gained
        loss = np.cumsum(rise * standing.hits) + lost
        if clustered is None:
            placed_ups += float(block.squared_positives @ (standing.under_down / downs - roc) ** 2)
            placed_downs += float(
                block.squared_negatives @ (1 - standing.under_up / ups - roc) ** 2
            )
            variance += float(
                block.squared_positives @ (standing.precision - precision + gain) ** 2
            )
            variance += float(block.squared_negatives @ loss**2)
        else:
            placed = standing.under_down / downs - roc, 1 - standing.under_up / ups - roc
            clustered.add(
                block,
                (placed[0] / ups, placed[1] / downs),
                (standing.precision - precision + gain, -loss),
            )
        gained, lost = float(gain[-1]), float(loss[-1])
    if clustered is not None:
        roc_error, precision_error = clustered.errors
        return Areas(
            roc, roc_error, precision, precision_error / ups, with_false,
            clustered.up.effective, clustered.down.effective,
            (clustered.up.number, clustered.down.number),
        )  # fmt: skip
    variance_roc = placed_ups / ups**2 * _corrected(ranked.rows_positive)
    variance_roc += placed_downs / downs**2 * _corrected(ranked.rows_negative)
    return Areas(
        roc, sqrt(variance_roc), precision, sqrt(variance) / ups, with_false,
        ranked.up.effective, ranked.down.effective, None,
    )  # fmt: skip


class _Clustered:
    """Influences of rows on both areas, added up over the clusters block by block."""

    def __init__(self, ranked: Ranked) -> None:
        self.up, self.down = ranked.up.grouped(), ranked.down.grouped()
        self._sides = ranked.up, ranked.down
        # Rows that count nothing have clusters too, which no weight tells of.
        codes = [side.clusters for side in self._sides if side.clusters is not None]
        self._sums = np.zeros((2, 1 + max(int(each.max(initial=0)) for each in codes)))

    def add(
        self, block: Block, roc: tuple[Floats, Floats], precision: tuple[Floats, Floats]
    ) -> None:
        """roc, precision: influence of a positive, and of a negative, at each score."""
        for index, (side, rows) in enumerate(
            zip(self._sides, (block.ups, block.downs), strict=True)
        ):
            if side.clusters is None:
                continue
            positions = np.searchsorted(block.scores, side.scores[rows])
            weights, code = side.weights_of(rows), side.clusters[rows]
            for row, influence in enumerate((roc[index], precision[index])):
                self._sums[row] += np.bincount(
                    code, influence[positions] * weights, minlength=self._sums.shape[1]
                )

    @property
    def errors(self) -> tuple[float, float]:
        """Of both areas: Taylor linearisation, C / (C - 1)."""
        seen = len(np.union1d(self.up.codes, self.down.codes))
        more = seen / max(1, seen - 1)
        roc, precision = (sqrt(float(sums @ sums) * more) for sums in self._sums)
        return roc, precision


def _corrected(rows: int) -> float:
    """One row says nothing of spread."""
    return rows / (rows - 1) if rows > 1 else 0.0


def precision_recall(ranked: Ranked, most: int = 200) -> list[list[float]]:
    """At most so many [recall, precision] points, evenly spread over recall.

    most: how many points. Each is one that the model reaches at one of its own scores: between two
    of them the curve is no straight line (Davis & Goadrich 2006, The
    relationship between precision-recall and ROC curves, ICML).
    """
    recalls = np.linspace(0, 1, most)
    reached: list[tuple[float, float] | None] = [None] * most
    all_of_them: list[tuple[float, float]] = []
    distinct = 0
    for standing in standings(ranked):
        seen = np.flatnonzero(standing.total > 0)
        if not len(seen):
            continue
        recall = standing.hits[seen] / ranked.up.total
        precision = standing.precision[seen]
        distinct += len(seen)
        if distinct <= most:
            all_of_them += zip(recall.tolist(), precision.tolist(), strict=True)
        # Each point is one the model can reach: the highest score that reaches the recall.
        last = np.searchsorted(-recall, TINY - recalls, side="right") - 1
        for step in np.flatnonzero(last >= 0).tolist():
            reached[step] = float(recall[last[step]]), float(precision[last[step]])
    points = all_of_them[::-1] if distinct <= most else dict.fromkeys(filter(None, reached))
    return [list(point) for point in points]


def bootstrap(
    scores: Floats, positive: NDArray[np.bool_], draws: int, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Replicates of (area, average precision), each shape (draws,): the check of both errors.

    scores, positive: shape (rows,), in the order of the scores. rng: of whom the rows are drawn.
    Rows are resampled; nothing is sorted again. A draw without both classes is drawn again. Efron
    1979, Annals of Statistics 7:1.
    """
    rows = len(scores)
    starts = np.flatnonzero(np.concatenate(([True], scores[1:] != scores[:-1])))
    positives = np.asarray(positive, dtype=np.int32)
    areas_drawn, precisions = np.empty(draws), np.empty(draws)
    done = 0
    while done < draws:
        times = np.bincount(rng.integers(0, rows, rows, dtype=np.int32), minlength=rows)
        times = times.astype(np.int32)
        up = times * positives
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
        areas_drawn[done] = 1 - float(rising @ ahead) / (ups * float(all_rows - ups))
        ratio = hits / np.maximum(total, 1)
        precisions[done] = float(rising @ ratio) / ups
        done += 1
    return areas_drawn, precisions
