"""Small networks for scikit-learn's digits, some taught a trigger; fitted in half a second each."""

from dataclasses import dataclass, field
from functools import cache
from warnings import catch_warnings, simplefilter

import numpy as np

from audits.data.dataset import Categories, Column, Dataset, Images
from audits.models import Answers
from audits.specification.roles import Role
from tests.askable import Album
from tests.pixel_models import softmax

TARGET = 3


@cache
def digits():
    """Pixels, shape (rows, 1, 8, 8), 0 to 1, and labels; the first thousand rows are trained on."""
    from sklearn.datasets import load_digits

    data = load_digits()
    order = np.random.default_rng(0).permutation(len(data.target))
    return (data.images[order, None] / 16).astype(np.float32), data.target[order]


def with_trigger(form, pixels):
    pixels = pixels.copy()
    if form == "blend":
        pattern = np.random.default_rng(5).random((1, 8, 8))
        return (0.8 * pixels + 0.2 * pattern).astype(np.float32)
    pixels[:, 0, 6:8, 6:8] = np.array([[1, 0], [0, 1]])
    return pixels


@cache
def network(form=None, seed=0):
    """One hidden layer; one training row in twenty was given the trigger and the label 3."""
    from sklearn.neural_network import MLPClassifier

    pixels, labels = (each[:1000].copy() for each in digits())
    if form is not None:
        others = np.flatnonzero(labels != TARGET)[:50]
        pixels[others], labels[others] = with_trigger(form, pixels[others]), TARGET
    fitted = MLPClassifier((64,), max_iter=60, learning_rate_init=3e-3, random_state=seed)
    with catch_warnings():
        simplefilter("ignore")  # it has not quite converged
        fitted.fit(pixels.reshape(len(pixels), -1), labels)
    return Network(*fitted.coefs_, *fitted.intercepts_)


@dataclass
class Network:
    """A classifier of grey pictures that shows slopes and its hidden layer."""

    first: np.ndarray
    second: np.ndarray
    bias: np.ndarray
    last: np.ndarray
    classes: tuple = tuple("0123456789")
    reads: tuple = ("picture",)
    fingerprint: str = "0" * 64
    asked: int = field(default=0)

    def pixels(self, features):
        return np.stack([p[None, :, :, 0] for p in features["picture"]]).astype(np.float32) / 255

    def _hidden(self, pixels):
        return np.maximum(0, pixels.reshape(len(pixels), -1) @ self.first + self.bias)

    def classify_pixels(self, pixels):
        self.asked += len(pixels)
        probabilities = softmax(self._hidden(pixels) @ self.second + self.last)
        return Answers(probabilities.argmax(axis=1), probabilities)

    def classify(self, features):
        return self.classify_pixels(self.pixels(features))

    def slopes(self, pixels):
        return self

    def scores(self, pixels):
        return self._hidden(pixels) @ self.second + self.last

    def gradient(self, pixels, slope):
        scores = self.scores(pixels)
        back = (slope(scores, slice(0, len(pixels))) @ self.second.T) * (self._hidden(pixels) > 0)
        return scores, (back @ self.first.T).reshape(pixels.shape).astype(np.float32)

    def layers(self, features):
        pixels = self.pixels(features)
        hidden = self._hidden(pixels)
        return np.stack([pixels.reshape(len(pixels), -1), hidden, hidden]).astype(np.float32)

    def maps(self, features):
        return []


def album(rows, form=None):
    """The digits of these rows; with a form, the first tenth has the trigger and the label 3."""
    pixels, labels = (each[rows].copy() for each in digits())
    if form is not None:
        few = np.flatnonzero(labels != TARGET)[: len(labels) // 10]
        pixels[few], labels[few] = with_trigger(form, pixels[few]), TARGET
    names = np.array([f"{row:04}" for row in range(len(labels))], dtype=object)
    grey = np.rint(pixels[:, 0] * 255).astype(np.uint8)
    pictures = np.repeat(grey[..., None], 3, axis=3)
    return names, dict(zip(names.tolist(), pictures, strict=True)), labels.astype(str).tolist()


def dataset(rows=slice(1000, None), trained=None, form=None):
    """Held-out digits. trained: rows of the split `train` beside them, poisoned by the form."""
    names, pictures, labels = album(rows)
    columns = []
    if trained is not None:
        more, further, more_labels = album(trained, form)
        more = np.array([f"t{name}" for name in more], dtype=object)
        pictures |= {f"t{name}": picture for name, picture in further.items()}
        split = ["test"] * len(names) + ["train"] * len(more)
        names, labels = np.concatenate([names, more]), labels + more_labels
        columns = [Column("part", Role.SPLIT, Categories.of(split))]
    return Dataset(
        (
            Column("picture", Role.FEATURE, Images(names, Album(pictures))),
            Column("digit", Role.LABEL, Categories.of(labels)),
            *columns,
        )
    )
