"""A thief of models of pictures: moves pixels along the slopes of the copy."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.measurement import Exhibit
from audits.perturbations.norm_balls import Norm, Pixels, direction, project
from audits.robustness import exhibits
from audits.robustness.asking import Asker
from audits.robustness.attacked_rows import Attacked
from audits.robustness.gradient_attacks import Ball, pgd
from audits.robustness.losses import CROSS_ENTROPY, Labels
from audits.robustness.neural_copy import NeuralCopy
from audits.robustness.threat import Threat

# How far a picture is moved for the next round, in shares of a pixel's range (Papernot et al.: .1).
STEP = 0.1


@dataclass(frozen=True, eq=False)
class PictureThief:
    """A `stealing.Thief`. size: of the changes made for the copy. steps: of PGD on it."""

    asker: Asker
    size: Threat
    steps: int

    @property
    def threat(self) -> str:
        """The size in words."""
        return f"every pixel by {self.size.description} of its range"

    @property
    def noise(self) -> str:
        """Random directions of that size."""
        return f"noise within {self.size.description}"

    def ask(self, inputs: Pixels) -> Labels:
        """The model's answers, shape (rows,), -1 for none."""
        return self.asker.codes(inputs)

    def encoded(self, inputs: Pixels) -> Pixels:
        """The pictures themselves."""
        return inputs

    def moved(
        self, copy: NeuralCopy, inputs: Pixels, codes: Labels, rng: np.random.Generator
    ) -> Pixels:
        """One step along the sign of the copy's slope, and cut."""
        answered = np.maximum(codes, 0)
        _, gradient = copy.gradient(
            inputs, lambda scores, rows: CROSS_ENTROPY.slope(scores, answered[rows])
        )
        return np.clip(inputs + np.float32(STEP) * np.sign(gradient), 0, 1).astype(np.float32)

    def attacked(self, copy: NeuralCopy, inputs: Pixels, labels: Labels) -> Pixels:
        """To the edge of the ball: what turns the copy barely seldom turns the model."""
        ball = Ball(copy, self.size.norm, self.size.epsilon)
        return pgd(ball, inputs, labels, steps=self.steps, to_the_edge=True)

    def control(self, inputs: Pixels, changed: Pixels, rng: np.random.Generator) -> Pixels:
        """Random directions to the edge of the same ball, cut to the range as the attack's are."""
        drawn = rng.standard_normal(inputs.shape).astype(np.float32)
        if self.size.norm is Norm.LINF:
            drawn = np.sign(drawn)
        away = np.float32(self.size.epsilon) * direction(drawn, self.size.norm)
        return project(inputs + away, inputs, self.size.norm, self.size.epsilon)

    def shown(
        self,
        judged: Attacked,
        inputs: Pixels,
        changed: Pixels,
        turned: NDArray[np.intp],
        codes: Labels,
    ) -> Exhibit | None:
        """Pictures beside what was changed, magnified."""
        return exhibits.pictures(
            f"Rows turned by inputs made for the copy, within {self.size.description}", judged,
            turned.tolist(), {int(index): changed[index] for index in turned},
            {int(index): int(codes[index]) for index in turned}, self.asker.model.classes,
        )  # fmt: skip
