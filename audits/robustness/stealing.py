"""A copy of a model from its answers alone, from inputs moved to where the copy's answer turns.

Papernot et al. 2017 (ASIA CCS, "Practical black-box attacks against machine learning"): after each
fit, every input is moved a step to where the copy's answer turns, and the model is asked about the
moved ones; so the inputs double from round to round.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from audits.measurement import Exhibit
from audits.perturbations.norm_balls import Pixels
from audits.robustness.attacked_rows import Attacked
from audits.robustness.losses import Labels
from audits.robustness.neural_copy import NeuralCopy, neural_copy

# Pixels, shape (inputs, channels, height, width); rows of a table, (inputs, columns); texts,
# (inputs,).
Inputs: TypeAlias = NDArray[Any]


class Thief(Protocol):
    """Who copies a model of one kind of input, and changes such inputs by what the copy tells."""

    @property
    def threat(self) -> str:
        """What may be changed, in words: `linf 0.03137`."""
        ...

    @property
    def noise(self) -> str:
        """What the random changes beside it are, in words."""
        ...

    def ask(self, inputs: Inputs) -> Labels:
        """The model's answers, shape (inputs,), -1 for none."""
        ...

    def encoded(self, inputs: Inputs) -> Pixels:
        """As the copy sees them: shape (inputs, channels, height, width)."""
        ...

    def moved(
        self, copy: NeuralCopy, inputs: Inputs, codes: Labels, rng: np.random.Generator
    ) -> Inputs:
        """Each a step away from the class that the model answers, as the copy sees it."""
        ...

    def attacked(self, copy: NeuralCopy, inputs: Inputs, labels: Labels) -> Inputs:
        """Each changed as far as may be, to where the copy answers least with its label."""
        ...

    def control(self, inputs: Inputs, changed: Inputs, rng: np.random.Generator) -> Inputs:
        """Each changed at random, by as much as it was changed for the copy."""
        ...

    def shown(
        self,
        judged: Attacked,
        inputs: Inputs,
        changed: Inputs,
        turned: NDArray[np.intp],
        codes: Labels,
    ) -> Exhibit | None:
        """Inputs before and after; None without any. turned: places, shape (turned,), of those.

        inputs, changed, codes: of the judged rows, as they were, as they are, and the answers then.
        """
        ...


@dataclass(frozen=True, eq=False)
class Round:
    """A copy, and how many answers of the model it was fitted to."""

    copy: NeuralCopy
    queries: int


def steal(
    thief: Thief,
    own: Inputs,
    classes: int,
    *,
    rounds: int,
    most_queries: int,
    rng: np.random.Generator,
    on_round: Callable[[int], None] = lambda round_number: None,
) -> list[Round]:
    """The copy after each round; none where the model gives one answer alone.

    own: inputs of the thief, shape (inputs, ...). classes: how many the model has. most_queries:
    inputs asked at most.
    """
    queried = own[:most_queries]
    codes = thief.ask(queried)
    queries = len(queried)
    made: list[Round] = []
    for round_number in range(rounds + 1):
        known = codes >= 0
        if len(np.unique(codes[known])) < 2:
            return []
        seen = thief.encoded(queried[known])
        copy = neural_copy(seen, codes[known], classes, int(rng.integers(2**31)))
        made.append(Round(copy, queries))
        on_round(round_number)
        room = min(len(queried), most_queries - queries)
        if round_number == rounds or room <= 0:
            break
        sampled = np.sort(rng.permutation(len(queried))[:room])
        moved = thief.moved(copy, queried[sampled], codes[sampled], rng)
        queried = np.concatenate([queried, moved])
        codes = np.concatenate([codes, thief.ask(moved)])
        queries += room
    return made
