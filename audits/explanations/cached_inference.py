"""Asks a model about inputs that no dataset holds: batches made, asked and forgotten in turn.

The engine is that of `audits.models.batches`; here each different mask is asked once,
and a batch of pictures is as small as measurements made it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Features
from audits.errors import ModelFailure
from audits.explanations.explanation import Instance, Mask
from audits.explanations.image_regions import PictureInstance
from audits.models import Classifier
from audits.models.batches import Pace, in_batches, shortest_first

Answers = NDArray[np.float64]

# Inputs in one call: a table's rows cost little each, a picture or a text much.
TABLE_BATCH, BATCH = 4096, 64
# Pixels in one call: measured on a CPU, 2 to 4 pictures of 224 x 224 take two thirds of the time
# a picture that 6 and more do, whose activations the system takes back and clears at every layer.
PIXELS = 3 * 224 * 224


@dataclass(eq=False)
class Asker:
    """Asks one model, counts what it asked, and answers with probabilities.

    distort: replaces the answers of one explanation's draws; used to check that an explanation
        depends on what the model says.
    """

    model: Classifier
    on_progress: Callable[[int], None] = lambda asked: None
    batch: int | None = None
    distort: Callable[[Answers], Answers] | None = None
    asked: int = field(default=0, init=False)

    def probabilities(self, features: Features) -> Answers:
        """Shape (rows, classes). Without probabilities, 1 for the class answered and 0 else."""
        total = _length(features)
        size = self.batch or (BATCH if _heavy(features) else TABLE_BATCH)
        size = min(size, _fitting(features))
        pace = Pace(size, grows=False)
        answers: Answers = in_batches(
            total,
            pace,
            lambda rows: (rows, self._one(_take(features, rows))),
            order=_order(features, total),
        )
        if pace.size < size:
            self.batch = pace.size  # memory ran out; later calls begin with what it had room for
        return answers

    def of_masks(self, instance: Instance, masks: Mask, target: int) -> Answers:
        """P(target) for each mask, shape (n,); the mean over the draws that stand for a mask."""
        size = self.batch or BATCH
        step = max(1, (TABLE_BATCH if instance.draws > 1 else 4 * size) // instance.draws)
        if isinstance(instance, PictureInstance):
            # A region that looks the same absent as present needs no asking.
            masks = masks | instance.unchanged
            step = min(step, instance.at_once)
        known, inverse = distinct(masks)
        parts = [
            self.probabilities(instance.features(known[start : start + step]))[:, target]
            for start in range(0, len(known), step)
        ]
        answers = np.concatenate(parts).reshape(len(known), instance.draws).mean(axis=1)
        answers = answers[inverse]
        return answers if self.distort is None else self.distort(answers)

    def _one(self, features: Features) -> Answers:
        answers = self.model.classify(features)
        rows = len(answers.codes)
        self.asked += rows
        self.on_progress(rows)
        if answers.probabilities is not None:
            probabilities = answers.probabilities
            if not np.isfinite(probabilities).all():
                raise ModelFailure("the model answered with numbers that are not finite")
            return probabilities
        if (answers.codes < 0).any():
            raise ModelFailure("the model gave no answer to a changed row")
        probabilities = np.zeros((rows, len(self.model.classes)))
        probabilities[np.arange(rows), answers.codes] = 1.0
        return probabilities


def distinct(masks: Mask) -> tuple[Mask, NDArray[np.intp]]:
    """Each different mask once, and which of them each row is."""
    packed = np.ascontiguousarray(np.packbits(masks, axis=1))
    keys = packed.view(np.dtype((np.void, packed.shape[1]))).ravel()
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    return masks[first], inverse.astype(np.intp)


def _length(features: Features) -> int:
    return len(next(iter(features.values())))


def _heavy(features: Features) -> bool:
    """Whether the inputs are pictures or texts, rather than a table's values."""
    values = list(features.values())
    if len(values) != 1:
        return False
    (only,) = values
    return isinstance(only, list) or only.ndim > 1 or only.dtype == object


def _fitting(features: Features) -> int:
    """How many pictures of this size fit in the pixels of one call; anything else always fits."""
    sizes = [
        values[0].shape[0] * values[0].shape[1]
        for values in features.values()
        if isinstance(values, list) and len(values) and getattr(values[0], "ndim", 0) == 3
    ]
    return max(1, PIXELS // max(sizes)) if sizes else TABLE_BATCH


def _order(features: Features, total: int) -> NDArray[np.intp] | None:
    """From short to long texts, or None where the inputs are no single text."""
    if len(features) != 1:
        return None
    (only,) = features.values()
    if isinstance(only, list) or only.dtype != object or total == 0:
        return None
    return shortest_first((only,), total)


def _take(features: Features, rows: Any) -> Features:
    if isinstance(rows, slice):
        return {name: values[rows] for name, values in features.items()}
    return {
        name: [values[row] for row in rows] if isinstance(values, list) else values[rows]
        for name, values in features.items()
    }
