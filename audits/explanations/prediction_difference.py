"""Prediction difference analysis: what the answer would be if one unit were unknown.

Zintgraf, Cohen, Adel & Welling 2017, ICLR (after Robnik-Šikonja & Kononenko 2008): a unit is
replaced by draws of what it could have been, and the answers are averaged. The weight is the
weight of evidence, log2 odds with the unit minus log2 odds without it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Features
from audits.explanations.cached_inference import Asker
from audits.explanations.explanation import Explanation, Instance
from audits.explanations.lent_words import without_each
from audits.explanations.lime import Explain

# Inputs, and bytes of pictures, made before the model is asked; they bound the memory, not the
# result.
MOST_INPUTS, MOST_BYTES = 4096, 64 * 2**20
# About 20 bits: as sure as any model should be called.
EDGE = 1e-6


@dataclass(frozen=True, eq=False)
class Replaced:
    """What one window of units could have been.

    units: the units replaced together. shares: shape (m,), adding up to 1; features: m inputs.
    lent: shape (blocks, m), how much of each of them a block of the sample brought in; None where
    nobody asks.
    """

    units: NDArray[np.intp]
    shares: NDArray[np.float64]
    features: Features
    lent: NDArray[np.float64] | None = None


class Replacer(Protocol):
    """Draws what units could have been: from how they vary, or given the rest of the row."""

    def windows(self, instance: Instance, rng: np.random.Generator) -> Iterator[Replaced]:
        """Every window of the row, in order."""
        ...


@dataclass(frozen=True)
class PredictionDifference:
    """evidence: weights in bits of evidence; else the plain difference of the probabilities.

    For evidence a probability is held EDGE away from 0 and 1, so that it stays finite.
    """

    replacer: Replacer
    evidence: bool = True
    name: str = "prediction_difference"
    draws_at_random: bool = True
    title: str = "Prediction difference"
    unit: str = "weight of evidence (bits)"
    samples_units: bool = False

    def prepare(self, asker: Asker, rng: np.random.Generator) -> Explain:
        """A function of a row and a class."""
        return lambda instance, target: self.explain(instance, target, asker, rng)

    def explain(
        self, instance: Instance, target: int, asker: Asker, rng: np.random.Generator
    ) -> Explanation:
        """A unit in several windows has their mean, as a pixel has in the paper."""
        answer = float(asker.probabilities(instance.original(1))[0, target])
        total = np.zeros(len(instance.units))
        times = np.zeros(len(instance.units))
        lent: list[tuple[NDArray[np.intp], list[float]]] = []
        for batch in _batches(self.replacer.windows(instance, rng)):
            for window, answers in zip(batch, _without(batch, asker, target), strict=True):
                total[window.units] += self._weight(answer, float(window.shares @ answers))
                times[window.units] += 1
                if window.lent is not None:
                    fewer = without_each(window.shares, window.lent) @ answers
                    lent.append((window.units, [self._weight(answer, one) for one in fewer]))
        weights = np.divide(total, times, out=np.zeros_like(total), where=times > 0)
        loans = np.empty((0, len(weights)))
        if lent:
            loans = np.zeros((len(lent[0][1]), len(weights)))
            for units, columns in lent:
                loans[:, units] += np.array(columns)[:, None] / times[units]
        return Explanation(instance.row, target, weights, answer, answer, without_blocks=loans)

    def _weight(self, answer: float, without: float) -> float:
        if self.evidence:
            return self.log_odds(answer) - self.log_odds(without)
        return answer - without

    def log_odds(self, probability: float) -> float:
        """Logarithms of the odds to base 2 (bits)."""
        clipped = min(max(probability, EDGE), 1 - EDGE)
        return float(np.log2(clipped / (1 - clipped)))


def _batches(windows: Iterator[Replaced]) -> Iterator[list[Replaced]]:
    batch: list[Replaced] = []
    inputs = size = 0
    for window in windows:
        batch.append(window)
        inputs += len(window.shares)
        size += _picture_bytes(window.features)
        if inputs >= MOST_INPUTS or size >= MOST_BYTES:
            yield batch
            batch, inputs, size = [], 0, 0
    if batch:
        yield batch


def _picture_bytes(features: Features) -> int:
    return sum(
        picture.nbytes
        for values in features.values()
        if isinstance(values, list)
        for picture in values
    )


def _without(batch: list[Replaced], asker: Asker, target: int) -> list[NDArray[np.float64]]:
    """The answers of each window, one an input."""
    names = list(batch[0].features)
    features: dict[str, NDArray[np.generic] | list[NDArray[np.uint8]]] = {}
    for name in names:
        parts = [window.features[name] for window in batch]
        if isinstance(parts[0], list):
            features[name] = [picture for values in parts for picture in values]
        else:
            features[name] = np.concatenate([np.asarray(values) for values in parts])
    answers = asker.probabilities(features)[:, target]
    ends = np.cumsum([len(window.shares) for window in batch])[:-1]
    return np.split(answers, ends)
