"""Small models that can be asked again, whose reasons are known, and data for them."""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit as logistic

from audits.data.dataset import Categories, Column, Dataset, Images, Numbers, Texts
from audits.models import Answers
from audits.specification.roles import Role


def two_classes(positive):
    return Answers((positive > 0.5).astype(np.intp), np.stack([1 - positive, positive], axis=1))


@dataclass
class LinearTable:
    """P(yes) is logistic in some columns."""

    weights: dict
    bias: float = 0.0
    classes: tuple = ("no", "yes")
    fingerprint: str = "0" * 64

    @property
    def reads(self):
        return tuple(self.weights)

    def classify(self, features):
        total = sum(w * features[name].astype(float) for name, w in self.weights.items())
        return two_classes(logistic(total + self.bias))


@dataclass
class LinearText:
    """P(yes) is logistic in the words of a bag."""

    weights: dict
    classes: tuple = ("no", "yes")
    reads: tuple = ("text",)
    fingerprint: str = "0" * 64
    asked: int = 0

    def classify(self, features):
        self.asked += len(features["text"])
        totals = [
            sum(self.weights.get(word, 0.0) for word in set(text.split()))
            for text in features["text"]
        ]
        return two_classes(logistic(np.array(totals, dtype=float)))


@dataclass
class BrightCorner:
    """P(yes) rises with the brightness of the upper left quarter, and with nothing else."""

    classes: tuple = ("no", "yes")
    reads: tuple = ("picture",)
    fingerprint: str = "0" * 64
    gain: float = 8.0

    def classify(self, features):
        brightness = [
            p[: p.shape[0] // 2, : p.shape[1] // 2].mean() / 255 for p in features["picture"]
        ]
        return two_classes(logistic(self.gain * (np.array(brightness) - 0.5)))


class Album:
    """Pictures in memory."""

    def __init__(self, pictures):
        self.pictures = pictures

    def decode(self, name):
        return self.pictures[name]


def people(rows=300, columns=6, seed=3):
    """Numbers x0, x1, ... with a group."""
    rng = np.random.default_rng(seed)
    found = [
        Column(f"x{at}", Role.FEATURE, Numbers(rng.normal(at, 1 + at, rows)))
        for at in range(columns)
    ]
    sex = Column("sex", Role.PROTECTED, Categories.of(list(rng.choice(["f", "m"], rows))))
    label = Column("label", Role.LABEL, Categories.of(list(rng.choice(["no", "yes"], rows))))
    return Dataset((*found, sex, label))


def texts(sentences):
    return Dataset((Column("text", Role.FEATURE, Texts.of(sentences)),))


def album(pictures):
    """A dataset of pictures, shape (height, width, 3) each."""
    names = np.empty(len(pictures), dtype=object)
    names[:] = [str(at) for at in range(len(pictures))]
    source = Album({str(at): picture for at, picture in enumerate(pictures)})
    return Dataset((Column("picture", Role.FEATURE, Images(names, source)),))


def spots(count=12, side=16, seed=5):
    """Noise with a corner that is bright in every second picture."""
    rng = np.random.default_rng(seed)
    pictures = []
    for at in range(count):
        picture = rng.integers(60, 120, (side, side, 3)).astype(np.uint8)
        if at % 2:
            picture[: side // 2, : side // 2] += 110
        pictures.append(picture)
    return pictures
