"""Digits on a coloured ground: a network that learnt the ground, and one that could not."""

from functools import cache

import numpy as np
from sklearn.datasets import load_digits
from sklearn.neural_network import MLPClassifier

from audits.data.dataset import Categories, Column, Dataset, Images
from audits.models import Answers
from audits.specification.roles import Role
from tests.askable import Album

SIDE = 16


def painted(image, bright):
    """A white stroke on a dark or a lighter ground, shape (16, 16, 3)."""
    ink = np.kron(image / 16, np.ones((2, 2)))[..., None]
    ground = np.array([120, 70, 40]) if bright else np.array([20, 40, 60])
    return (ground * (1 - ink) + 255 * ink).astype(np.uint8)


class Network:
    """A small network of scikit-learn over the pixels."""

    classes = ("three", "eight")
    reads = ("picture",)
    fingerprint = "0" * 64

    def __init__(self, pictures, labels):
        self.fitted = MLPClassifier((32,), max_iter=200, random_state=0, alpha=1e-2)
        self.fitted.fit(self.inputs(pictures), labels)

    @staticmethod
    def inputs(pictures):
        return np.stack(pictures).reshape(len(pictures), -1) / 255

    def classify(self, features):
        found = self.fitted.predict_proba(self.inputs(features["picture"]))
        return Answers(found.argmax(axis=1), found)


@cache
def networks():
    """(husky network, honest network, dataset with grounds at random)."""
    digits = load_digits()
    keep = np.isin(digits.target, (3, 8))
    images, labels = digits.images[keep], (digits.target[keep] == 8).astype(int)
    rng = np.random.default_rng(0)
    grounds = rng.random(len(labels)) < 0.5
    tied = [painted(i, bool(label)) for i, label in zip(images, labels, strict=True)]
    free = [painted(i, bool(ground)) for i, ground in zip(images, grounds, strict=True)]
    husky, honest = Network(tied, labels), Network(free, labels)
    names = np.array([str(at) for at in range(60)], dtype=object)
    source = Album(dict(zip(names, free[:60], strict=True)))
    spoken = [Network.classes[label] for label in labels[:60]]
    data = Dataset(
        (
            Column("picture", Role.FEATURE, Images(names, source)),
            Column("label", Role.LABEL, Categories.of(spoken)),
        )
    )
    return husky, honest, data
