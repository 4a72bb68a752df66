"""HopSkipJump: along the edge between two answers, by the answers alone (Chen, Jordan & Wainwright
2020, IEEE S&P), in l2.

From a picture that is answered otherwise each row walks to the edge by halving, guesses the edge's
slope from answers to small noise, steps along it, and so on, until it is near enough or has asked
as often as it may. Rows walk side by side, so that their questions go to the model together.
"""

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from audits.perturbations.norm_balls import TINY, Pixels
from audits.robustness.asking import Asker
from audits.robustness.losses import Labels
from audits.robustness.query_count import Queried

# Noise to guess a slope from at first, growing with the root of the step (paper, 4.1).
FIRST_DRAWS, MOST_DRAWS, NOISE_STARTS, MOST_STEPS = 50, 1_000, 20, 60
# Values of pixels that rows walking side by side may ask about at once, at first (16 MB).
MOST_TOGETHER = 1 << 22


def hop_skip_jump(
    asker: Asker,
    pixels: Pixels,
    labels: Labels,
    epsilon: float,
    queries: int,
    rng: np.random.Generator,
    on_asked: Callable[[float], None] = lambda share: None,
) -> Queried:
    """Each row's questions until it is turned within l2 epsilon.

    pixels: shape (rows, channels, height, width), all answered rightly; labels: shape (rows,).
    queries: the most for a row. on_asked: is told the share of the rows that is done.
    """
    queried = Queried.begin(len(pixels))
    seeds = rng.integers(0, 2**63, len(pixels))
    done = 0
    together = max(1, MOST_TOGETHER // (pixels[0].size * FIRST_DRAWS)) if len(pixels) else 1
    for first in range(0, len(pixels), together):
        block = range(first, min(first + together, len(pixels)))
        walks = {
            row: _Walk(
                pixels[row], int(labels[row]), epsilon, queries, np.random.default_rng(seeds[row])
            )
            for row in block
        }
        for row, nearest in _side_by_side(asker, walks, pixels, labels):
            if nearest is not None:
                queried.needed[row] = walks[row].asked
                queried.made[row] = nearest
            done += 1
            on_asked(done / len(pixels))
    return queried


def _side_by_side(
    asker: Asker, walks: "dict[int, _Walk]", others: Pixels, labels: Labels
) -> Iterator[tuple[int, Pixels | None]]:
    """Each row with where its walk ended: what all of them ask next is asked together."""
    steps = {row: walk.whole(others, labels) for row, walk in walks.items()}
    answers: dict[int, NDArray[np.bool_] | None] = dict.fromkeys(walks)
    while answers:
        asked = {}
        for row, turned in answers.items():
            try:
                asked[row] = steps[row].send(turned)  # type: ignore[arg-type]
            except StopIteration as end:
                yield row, end.value
        answers, start = {}, 0
        codes = asker.codes(np.concatenate(list(asked.values()))) if asked else np.zeros(0)
        for row, given in asked.items():
            answers[row] = codes[start : start + len(given)] != walks[row].label
            start += len(given)


# Asks about some pixels and is sent which of them are answered otherwise; returns the last.
Walk: TypeAlias = Generator[Pixels, NDArray[np.bool_], Pixels | None]


@dataclass(eq=False)
class _Walk:
    """One row. asked: how many questions it has cost."""

    original: Pixels
    label: int
    epsilon: float
    queries: int
    rng: np.random.Generator
    asked: int = 0

    @property
    def left(self) -> int:
        return self.queries - self.asked

    def whole(self, others: Pixels, labels: Labels) -> Walk:
        """From something that is answered otherwise to within epsilon; None where it fails."""
        start = yield from self._start(others, labels)
        if start is None:
            return None
        return (yield from self._run(start))

    def _turned(self, pixels: Pixels) -> Generator[Pixels, NDArray[np.bool_], NDArray[np.bool_]]:
        """Which of these are answered otherwise; asks at most as often as may still be asked."""
        pixels = pixels[: max(0, self.left)]
        self.asked += len(pixels)
        if not len(pixels):
            return np.zeros(0, dtype=bool)
        return (yield pixels)

    def _start(self, others: Pixels, labels: Labels) -> Walk:
        """Something that is answered otherwise: noise, or else another row; None where none is."""
        noise = self.rng.uniform(0, 1, (NOISE_STARTS, *self.original.shape)).astype(np.float32)
        candidates = [noise]
        if (labels != self.label).any():
            candidates.append(others[labels != self.label][:NOISE_STARTS])
        for some in candidates:
            for one in some:  # the first that serves: the others need not be asked
                if (yield from self._turned(one[None])).any():
                    return np.asarray(one, dtype=np.float32)
        return None

    def _run(self, start: Pixels) -> Walk:
        """The first point within epsilon that is answered otherwise, or None."""
        threshold = 1 / (np.sqrt(self.original.size) * self.original.size)
        point = yield from self._to_the_edge(start, threshold)
        for step in range(1, MOST_STEPS + 1):
            if self._distance(point) <= self.epsilon:
                return point
            if self.left <= 1:
                return None
            width = max(threshold, 1e-3) * self._distance(point) * np.sqrt(self.original.size)
            draws = int(min(FIRST_DRAWS * np.sqrt(step), MOST_DRAWS))
            way = yield from self._slope(point, width, draws)
            length = self._distance(point) / np.sqrt(step)
            while self.left > 0:
                candidate = np.clip(point + np.float32(length) * way, 0, 1)
                if (yield from self._turned(candidate[None])).any():
                    point = yield from self._to_the_edge(candidate, threshold)
                    break
                length /= 2
                if length < 1e-6:
                    break
        return point if self._distance(point) <= self.epsilon else None

    def _distance(self, point: Pixels) -> float:
        return float(np.linalg.norm((point - self.original).ravel().astype(np.float64)))

    def _to_the_edge(
        self, point: Pixels, threshold: float
    ) -> Generator[Pixels, NDArray[np.bool_], Pixels]:
        """Nearer to the original by halving, still answered otherwise."""
        low, high = 0.0, 1.0
        best = point
        while high - low > max(threshold, 1e-3) and self.left > 0:
            middle = (low + high) / 2
            blended = (1 - middle) * self.original + middle * point
            blended = blended.astype(np.float32)
            if (yield from self._turned(blended[None])).any():
                high, best = middle, blended
            else:
                low = middle
        return best

    def _slope(
        self, point: Pixels, width: float, draws: int
    ) -> Generator[Pixels, NDArray[np.bool_], Pixels]:
        """Toward the other answer, of length 1, from answers to noise around the point."""
        draws = max(1, min(draws, self.left - 1))
        noise = self.rng.standard_normal((draws, *point.shape)).astype(np.float32)
        flat = noise.reshape(draws, -1)
        flat /= np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), TINY)
        tried = np.clip(point + np.float32(width) * noise, 0, 1)
        noise = (tried - point) / np.float32(width)
        turned = yield from self._turned(tried)
        signs = np.where(turned, 1.0, -1.0).astype(np.float32)
        if abs(signs.mean()) < 1:
            signs = signs - signs.mean()
        way = (signs.reshape(-1, *[1] * point.ndim) * noise[: len(signs)]).mean(axis=0)
        return np.asarray(way / max(float(np.linalg.norm(way.ravel())), TINY), dtype=np.float32)
