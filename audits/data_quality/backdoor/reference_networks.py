"""Clean networks that are trained here: what a search finds in models that nobody poisoned.

One hidden layer on pictures of the grid's size, since triggers are no finer; the search, the rows
and what is made of its outcome are those of the audited model.
"""

from collections.abc import Iterator
from typing import Any
from warnings import catch_warnings, simplefilter

import numpy as np

from audits.data_quality.backdoor.pictures import Codes, PictureModel, Pictures, Pixels

HIDDEN, EPOCHS = (32, 64, 128), 60


def clean_networks(
    taught: Pictures, classes: int, how_many: int, rng: np.random.Generator
) -> Iterator[PictureModel]:
    """So many, each of its own width, start and sample of the rows. taught: reduced pictures."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    flat = taught.pixels.reshape(len(taught), -1)
    for number in range(how_many):
        rows = rng.choice(len(taught), len(taught))
        rows = np.concatenate([rows, _first_of_each(taught.labels)])
        network = MLPClassifier(
            (HIDDEN[number % len(HIDDEN)],), max_iter=EPOCHS, learning_rate_init=3e-3,
            batch_size=min(64, len(rows)), random_state=int(rng.integers(2**31)),
        )  # fmt: skip
        with catch_warnings():
            # Not quite converged it answers as well.
            simplefilter("ignore", ConvergenceWarning)
            network.fit(flat[rows], taught.labels[rows])
        yield _model(network, classes)


def _first_of_each(labels: Codes) -> Codes:
    return np.unique(labels, return_index=True)[1]


def _model(network: Any, classes: int) -> PictureModel:
    """The network as a search asks it. Of two classes it has one output, which is made two."""
    (first, second), (bias, last) = network.coefs_, network.intercepts_
    if second.shape[1] == 1:
        second = np.concatenate([-second, second], axis=1) / 2
        last = np.concatenate([-last, last]) / 2
    first, second, bias, last = (
        np.asarray(each, dtype=np.float32) for each in (first, second, bias, last)
    )
    known = np.asarray(network.classes_, dtype=np.intp)
    position = np.full(classes, -1)
    position[known] = np.arange(len(known))

    def scores(pixels: Pixels) -> tuple[Pixels, Pixels]:
        hidden = np.maximum(0, pixels.reshape(len(pixels), -1) @ first + bias)
        return hidden, hidden @ second + last

    def codes(pixels: Pixels) -> Codes:
        return np.asarray(known[scores(pixels)[1].argmax(axis=1)])

    def slopes(pixels: Pixels, targets: Codes) -> Pixels:
        hidden, outcome = scores(pixels)
        back = toward(outcome, position[targets]) @ second.T
        along = (back * (hidden > 0)) @ first.T
        return np.asarray(along.reshape(pixels.shape), dtype=np.float32)

    return PictureModel(codes, slopes)


def toward(scores: Any, targets: Codes) -> Any:
    """Slopes of the cross-entropy toward a class along the scores, shape (rows, classes).

    targets: shape (rows,); -1, a class that nobody knows, has no slope.
    """
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    slopes = powers / powers.sum(axis=1, keepdims=True)
    slopes[np.arange(len(targets)), targets] -= 1
    return np.where(targets[:, None] >= 0, slopes, 0)
