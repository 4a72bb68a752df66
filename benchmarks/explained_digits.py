"""Networks over digits that can forget, for `explanation_thresholds.py`."""

import copy
from collections.abc import Iterator
from typing import Any

import numpy as np
from sklearn.datasets import load_digits
from sklearn.neural_network import MLPClassifier

from audits.data.dataset import Features
from audits.explanations.explanation import Instance
from audits.explanations.image_regions import PictureInstance, squares
from benchmarks.explained_models import ROWS, Known, Situation, logistic


class Digits(Known):
    """A small network that tells one digit from another; its matrices are what it learnt."""

    reads = ("picture",)

    def __init__(self, pair: tuple[int, int], seed: int) -> None:
        digits = load_digits()
        keep = np.isin(digits.target, pair)
        self.pictures = (digits.images[keep] * 15.9375).astype(np.uint8)
        labels = (digits.target[keep] == pair[1]).astype(int)
        fitted = MLPClassifier((24,), max_iter=400, random_state=seed, tol=1e-3)
        fitted.fit(self._inputs(self.pictures), labels)
        self.layers = list(zip(fitted.coefs_, fitted.intercepts_, strict=True))

    @staticmethod
    def _inputs(pictures: Any) -> np.ndarray:
        return np.stack(list(pictures)).reshape(len(pictures), -1)[:, :64] / 255

    def forgotten(self, rng: np.random.Generator) -> "Digits":
        other = copy.copy(self)
        other.layers = [
            (rng.permuted(m.ravel()).reshape(m.shape) * rng.choice([-1, 1], m.shape),
             rng.permutation(b))
            for m, b in self.layers
        ]  # fmt: skip
        return other

    def yes(self, features: Features) -> np.ndarray:
        held = np.stack([p[..., 0] for p in features["picture"]]).reshape(-1, 64) / 255
        (first, bias), (second, end) = self.layers
        return logistic((np.maximum(held @ first + bias, 0) @ second + end)[:, 0])


def pictures(rng: np.random.Generator, count: int = 12) -> Iterator[Situation]:
    """Networks over digits; `blind` is an edge detector, or the picture itself."""
    for number in range(count):
        pair = rng.choice(10, 2, replace=False).tolist()
        model = Digits((pair[0], pair[1]), number)
        hidden = np.repeat(model.pictures.mean(axis=0)[..., None], 3, axis=2).astype(np.uint8)
        rows: list[Instance] = []
        blind = []
        for row in rng.choice(len(model.pictures), ROWS, replace=False).tolist():
            picture = np.repeat(model.pictures[row][..., None], 3, axis=2)
            regions = squares(picture, side=2)
            rows.append(PictureInstance(row, "picture", picture, regions, hidden))
            grey = picture[..., 0].astype(float)
            edges = np.hypot(*np.gradient(grey)) if number % 2 else grey
            blind.append(np.bincount(regions.ravel(), edges.ravel()))
        yield Situation("picture", model, None, rows, set(), blind)
