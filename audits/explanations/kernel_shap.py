"""Kernel SHAP: Shapley values by a weighted regression over coalitions of units.

Lundberg & Lee 2017, NeurIPS; sampled in pairs of complements (Covert & Lee 2021), which
halves the noise. The weights sum to the answer minus the answer with every unit absent.
"""

from dataclasses import dataclass
from math import comb

import numpy as np

from audits.explanations.cached_inference import Asker
from audits.explanations.explanation import Explanation, Instance, Mask
from audits.explanations.lime import Explain


@dataclass(frozen=True)
class KernelShap:
    """samples: coalitions asked about; with fewer possible ones all are asked, and it is exact."""

    samples: int
    name: str = "kernel_shap"
    draws_at_random: bool = True
    title: str = "Kernel SHAP"
    unit: str = "weight"
    samples_units: bool = True

    def prepare(self, asker: Asker, rng: np.random.Generator) -> Explain:
        """A function of a row and a class."""
        return lambda instance, target: self.explain(instance, target, asker, rng)

    def explain(
        self, instance: Instance, target: int, asker: Asker, rng: np.random.Generator
    ) -> Explanation:
        """One row's Shapley values."""
        count = len(instance.units)
        masks, importance = coalitions(count, self.samples, rng)
        ends = np.array([np.zeros(count, bool), np.ones(count, bool)])
        answers = asker.of_masks(instance, np.concatenate([ends, masks]), target)
        base, whole = float(answers[0]), float(answers[1])
        weights = shapley_weights(masks, answers[2:], importance, base, whole)
        return Explanation(instance.row, target, weights, whole, base)


def shapley_weights(
    masks: Mask, answers: np.ndarray, importance: np.ndarray, base: float, whole: float
) -> np.ndarray:
    """Least squares under the constraint that the weights sum to `whole - base`.

    masks: shape (n, units), none empty or full. answers, importance: shape (n,).
    """
    count = masks.shape[1]
    gain = whole - base
    if count == 1:
        return np.array([gain])
    # The last weight is what the others leave, which removes the constraint.
    last = masks[:, -1].astype(np.float64)
    units = masks[:, :-1] - last[:, None]
    aim = answers - base - last * gain
    weighted = units * importance[:, None]
    weights = np.linalg.lstsq(weighted.T @ units, weighted.T @ aim, rcond=None)[0]
    return np.append(weights, gain - weights.sum())


def coalitions(count: int, samples: int, rng: np.random.Generator) -> tuple[Mask, np.ndarray]:
    """Masks without the empty and the full one, and the weight of each in the regression."""
    if count < 2:
        return np.zeros((0, count), dtype=bool), np.zeros(0)
    sizes = np.arange(1, count)
    mass = (count - 1) / (sizes * (count - sizes))
    if count <= 20 and 2**count - 2 <= samples:
        codes = np.arange(1, 2**count - 1)
        masks = (codes[:, None] >> np.arange(count)) & 1 == 1
        each = mass / [comb(count, int(size)) for size in sizes]
        return masks, each[masks.sum(axis=1) - 1]
    half = max(1, samples // 2)
    drawn = rng.choice(sizes, half, p=mass / mass.sum())
    keys = rng.random((half, count), dtype=np.float32)
    ordered = np.argsort(keys, axis=1)
    ranks = np.empty_like(ordered)
    np.put_along_axis(ranks, ordered, np.arange(count)[None, :], axis=1)
    masks = ranks < drawn[:, None]
    return np.concatenate([masks, ~masks]), np.ones(2 * half)
