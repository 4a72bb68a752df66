"""A copy of a model from its answers alone, from inputs moved to where the copy's answer turns.

Papernot et al. 2017 (ASIA CCS, "Practical black-box attacks against machine learning"): after each
fit, every picture is moved a step along the sign of the copy's slope for the class that the model
answered, and the model is asked about the moved ones; so the pictures double from round to round.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from audits.perturbations.norm_balls import Pixels
from audits.robustness.losses import CROSS_ENTROPY, Labels
from audits.robustness.neural_copy import NeuralCopy, neural_copy

# How far a picture is moved for the next round, in shares of a pixel's range (Papernot et al.: .1).
STEP = 0.1


@dataclass(frozen=True, eq=False)
class Round:
    """A copy, and how many answers of the model it was fitted to."""

    copy: NeuralCopy
    queries: int


def steal(
    ask: Callable[[Pixels], Labels],
    pictures: Pixels,
    classes: int,
    *,
    rounds: int,
    most_queries: int,
    rng: np.random.Generator,
    on_round: Callable[[int], None] = lambda round_number: None,
) -> list[Round]:
    """The copy after each round; none where the model gives one answer alone.

    ask: the model's answers, -1 for none. pictures: of the thief's own, shape (rows, channels,
    height, width). classes: how many the model has. most_queries: pictures asked at most.
    """
    queried = pictures[:most_queries]
    codes = ask(queried)
    queries = len(queried)
    made: list[Round] = []
    for round_number in range(rounds + 1):
        known = codes >= 0
        if len(np.unique(codes[known])) < 2:
            return []
        copy = neural_copy(queried[known], codes[known], classes, int(rng.integers(2**31)))
        made.append(Round(copy, queries))
        on_round(round_number)
        room = min(len(queried), most_queries - queries)
        if round_number == rounds or room <= 0:
            break
        sampled = np.sort(rng.permutation(len(queried))[:room])
        moved = augmented(copy, queried[sampled], codes[sampled])
        queried = np.concatenate([queried, moved])
        codes = np.concatenate([codes, ask(moved)])
        queries += room
    return made


def augmented(copy: NeuralCopy, pictures: Pixels, codes: Labels) -> Pixels:
    """Pictures moved away from the class that the model answers, as the copy sees it, and cut."""
    answered = np.maximum(codes, 0)
    _, gradient = copy.gradient(
        pictures, lambda scores, rows: CROSS_ENTROPY.slope(scores, answered[rows])
    )
    return np.clip(pictures + np.float32(STEP) * np.sign(gradient), 0, 1).astype(np.float32)
