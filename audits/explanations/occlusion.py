"""Occlusion: what the answer loses when one unit is taken away.

Zeiler & Fergus 2014, ECCV; for words, leave-one-out (Li, Monroe & Jurafsky 2016).
"""

from dataclasses import dataclass

import numpy as np

from audits.explanations.cached_inference import Asker
from audits.explanations.explanation import Explanation, Instance
from audits.explanations.lime import Explain


@dataclass(frozen=True)
class Occlusion:
    """Each unit alone is taken away; nothing is drawn at random beyond a table's background."""

    name: str = "occlusion"
    draws_at_random: bool = False
    title: str = "Occlusion"
    unit: str = "weight"
    samples_units: bool = False

    def prepare(self, asker: Asker, rng: np.random.Generator) -> Explain:
        """A function of a row and a class."""
        return lambda instance, target: self.explain(instance, target, asker)

    def explain(self, instance: Instance, target: int, asker: Asker) -> Explanation:
        """P(class) of the row minus P(class) without each unit."""
        count = len(instance.units)
        whole, none = np.ones((1, count), bool), np.zeros((1, count), bool)
        masks = np.concatenate([whole, none, ~np.eye(count, dtype=bool)])
        answers = asker.of_masks(instance, masks, target)
        return Explanation(
            row=instance.row,
            target=target,
            weights=answers[0] - answers[2:],
            answer=float(answers[0]),
            base=float(answers[1]),
        )
