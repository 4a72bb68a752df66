"""HopSkipJump: along the edge between two answers, by the answers alone (Chen, Jordan & Wainwright
2020, IEEE S&P), in l2.

From a picture that is answered otherwise each row walks to the edge by halving, guesses the edge's
slope from answers to small noise, steps along it, and so on, until it is near enough or has asked
as often as it may.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from audits.perturbations.norm_balls import TINY, Pixels
from audits.robustness.asking import Asker
from audits.robustness.losses import Labels
from audits.robustness.query_count import Queried

# Noise to guess a slope from at first, growing with the root of the step (paper, 4.1).
FIRST_DRAWS, MOST_DRAWS, NOISE_STARTS, MOST_STEPS = 50, 1_000, 20, 60


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
    for row in range(len(pixels)):
        walk = _Walk(
            asker, pixels[row], int(labels[row]), epsilon, queries,
            np.random.default_rng(seeds[row]),
        )  # fmt: skip
        start = walk.start(pixels, labels)
        nearest = None if start is None else walk.run(start)
        if nearest is not None:
            queried.needed[row] = walk.asked
            queried.made[row] = nearest
        on_asked((row + 1) / len(pixels))
    return queried


@dataclass(eq=False)
class _Walk:
    """One row. asked: how many questions it has cost."""

    asker: Asker
    original: Pixels
    label: int
    epsilon: float
    queries: int
    rng: np.random.Generator
    asked: int = 0

    @property
    def left(self) -> int:
        return self.queries - self.asked

    def turned(self, pixels: Pixels) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
        """Which of these are answered otherwise; asks at most as often as may still be asked."""
        pixels = pixels[: max(0, self.left)]
        self.asked += len(pixels)
        return np.asarray(self.asker.codes(pixels) != self.label)

    def start(self, others: Pixels, labels: Labels) -> Pixels | None:
        """Something that is answered otherwise: noise, or else another row; None where none is."""
        noise = self.rng.uniform(0, 1, (NOISE_STARTS, *self.original.shape)).astype(np.float32)
        candidates = [noise]
        if (labels != self.label).any():
            candidates.append(others[labels != self.label][:NOISE_STARTS])
        for some in candidates:
            for one in some:  # the first that serves: the others need not be asked
                hit = self.turned(one[None])
                if len(hit) and hit[0]:
                    return np.asarray(one, dtype=np.float32)
        return None

    def run(self, start: Pixels) -> Pixels | None:
        """The first point within epsilon that is answered otherwise, or None."""
        threshold = 1 / (np.sqrt(self.original.size) * self.original.size)
        point = self._to_the_edge(start, threshold)
        for step in range(1, MOST_STEPS + 1):
            if self._distance(point) <= self.epsilon:
                return point
            if self.left <= 1:
                return None
            width = max(threshold, 1e-3) * self._distance(point) * np.sqrt(self.original.size)
            way = self._slope(point, width, int(min(FIRST_DRAWS * np.sqrt(step), MOST_DRAWS)))
            length = self._distance(point) / np.sqrt(step)
            while self.left > 0:
                moved = np.clip(point + np.float32(length) * way, 0, 1)
                if self.turned(moved[None]).any():
                    point = self._to_the_edge(moved, threshold)
                    break
                length /= 2
                if length < 1e-6:
                    break
        return point if self._distance(point) <= self.epsilon else None

    def _distance(self, point: Pixels) -> float:
        return float(np.linalg.norm((point - self.original).ravel().astype(np.float64)))

    def _to_the_edge(self, point: Pixels, threshold: float) -> Pixels:
        """Nearer to the original by halving, still answered otherwise."""
        low, high = 0.0, 1.0
        best = point
        while high - low > max(threshold, 1e-3) and self.left > 0:
            middle = (low + high) / 2
            blended = (1 - middle) * self.original + middle * point
            blended = blended.astype(np.float32)
            hit = self.turned(blended[None])
            if len(hit) and hit[0]:
                high, best = middle, blended
            else:
                low = middle
        return best

    def _slope(self, point: Pixels, width: float, draws: int) -> Pixels:
        """Toward the other answer, of length 1, from answers to noise around the point."""
        draws = max(1, min(draws, self.left - 1))
        noise = self.rng.standard_normal((draws, *point.shape)).astype(np.float32)
        flat = noise.reshape(draws, -1)
        flat /= np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), TINY)
        tried = np.clip(point + np.float32(width) * noise, 0, 1)
        noise = (tried - point) / np.float32(width)
        signs = np.where(self.turned(tried), 1.0, -1.0).astype(np.float32)
        if abs(signs.mean()) < 1:
            signs = signs - signs.mean()
        way = (signs.reshape(-1, *[1] * point.ndim) * noise[: len(signs)]).mean(axis=0)
        return np.asarray(way / max(float(np.linalg.norm(way.ravel())), TINY), dtype=np.float32)
