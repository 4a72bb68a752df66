"""Classifiers of small pictures whose scores are linear in the pixels: every edge is known.

The smallest change that turns an answer has a closed form: the margin between two classes over the
dual norm of the difference of their weights (as long as no pixel reaches its end).
"""

from dataclasses import dataclass

import numpy as np

from audits.data.dataset import Categories, Column, Dataset, Images
from audits.models import Answers
from audits.specification.roles import Role
from tests.askable import Album


def softmax(scores):
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


@dataclass
class LinearSlopes:
    """weights: shape (classes, values of a picture)."""

    weights: np.ndarray
    bias: np.ndarray

    def scores(self, pixels):
        return pixels.reshape(len(pixels), -1).astype(float) @ self.weights.T + self.bias

    def gradient(self, pixels, slope):
        scores = self.scores(pixels)
        outer = slope(scores, slice(0, len(pixels)))
        return scores, (outer @ self.weights).reshape(pixels.shape).astype(np.float32)


@dataclass
class LinearPixels:
    """Sees three colours of 0 to 1. classes as many as rows of the weights."""

    weights: np.ndarray
    bias: np.ndarray
    classes: tuple = ("no", "yes")
    reads: tuple = ("picture",)
    fingerprint: str = "0" * 64
    batch_rows: int = 64
    pads_texts: bool = False

    def pixels(self, features):
        stacked = np.stack([np.asarray(p) for p in features["picture"]])
        return (stacked.transpose(0, 3, 1, 2) / 255).astype(np.float32)

    def classify_pixels(self, pixels):
        probabilities = softmax(LinearSlopes(self.weights, self.bias).scores(pixels))
        return Answers(probabilities.argmax(axis=1), probabilities)

    def classify(self, features):
        return self.classify_pixels(self.pixels(features))

    def slopes(self, pixels):
        return LinearSlopes(self.weights, self.bias)


@dataclass
class HidingSlopes(LinearSlopes):
    """Without a gradient where the first value is bright, as of a unit that is switched off."""

    def gradient(self, pixels, slope):
        scores, gradient = super().gradient(pixels, slope)
        gradient[pixels[:, 0, 0, 0] >= 0.675] = 0
        return scores, gradient


class HidingPixels(LinearPixels):
    """As its parent, with a few pictures on which it shows no slope."""

    def slopes(self, pixels):
        return HidingSlopes(self.weights, self.bias)


def hiding(side=6):
    """`linear`, hiding the slopes of 3 of the 120 pictures of `gallery`."""
    plain = linear(side)
    return HidingPixels(plain.weights, plain.bias)


def margins(model, pixels, labels, dual):
    """The smallest change in the norm that `dual` is the dual exponent of, shape (rows,).

    Of two classes alone; 0 where the answer is wrong already.
    """
    scores = LinearSlopes(model.weights, model.bias).scores(pixels)
    gap = scores[np.arange(len(labels)), labels] - scores[np.arange(len(labels)), 1 - labels]
    return np.maximum(0.0, gap) / np.linalg.norm(model.weights[1] - model.weights[0], ord=dual)


def linear(side=6, seed=1, scale=12.0):
    """Two classes, told apart by weights of both signs."""
    rng = np.random.default_rng(seed)
    weight = rng.normal(0, 1, 3 * side * side)
    weight *= scale / np.abs(weight).sum()
    return LinearPixels(np.stack([-weight, weight]), np.array([0.0, -2 * 0.5 * weight.sum()]))


def gallery(rows=120, side=6, seed=2):
    """Grey noise moved along the weights of `linear`, by up to 16 of 255; and a group.

    The label is what `linear` answers, one in ten turned.
    """
    rng = np.random.default_rng(seed)
    model = linear(side)
    way = np.sign(model.weights[1]).reshape(3, side, side).transpose(1, 2, 0)
    noise = rng.integers(-38, 39, (rows, side, side, 3))
    moved = 128 + noise + rng.uniform(-16, 16, rows)[:, None, None, None] * way
    pictures = np.rint(moved).astype(np.uint8)
    codes = model.classify({"picture": list(pictures)}).codes
    codes = np.where(rng.random(rows) < 0.1, 1 - codes, codes)
    names = np.empty(rows, dtype=object)
    names[:] = [f"{at:03}" for at in range(rows)]
    source = Album(dict(zip(names, pictures, strict=True)))
    return Dataset(
        (
            Column("picture", Role.FEATURE, Images(names, source)),
            Column("y", Role.LABEL, Categories.of([("no", "yes")[c] for c in codes]),
                   positive="yes"),
            Column("sex", Role.PROTECTED, Categories.of(list(rng.choice(["f", "m"], rows)))),
        )
    )  # fmt: skip
