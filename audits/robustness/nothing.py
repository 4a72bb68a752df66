"""Inputs that are nothing: what is asked of them, whatever a model reads, and how they are evolved.

Nguyen, Yosinski & Clune 2015 (CVPR, "Deep neural networks are easily fooled").
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

# One input, as the kind it is of writes it: pixels, a text, the values of a row.
Input: TypeAlias = Any
# Children of each parent in a generation.
CHILDREN = 8


@dataclass(frozen=True, eq=False)
class Sort:
    """Inputs of one sort.

    description: what they are, in a few words. made: whether to look certain.
    """

    name: str
    description: str
    inputs: Sequence[Input]
    made: bool = False


class Source(Protocol):
    """What a model reads, and nothing made of it."""

    def ask(self, inputs: Sequence[Input]) -> NDArray[np.float64]:
        """Probabilities, shape (inputs, classes)."""
        ...

    def drawn(self, rng: np.random.Generator, count: int) -> list[Sort]:
        """So many inputs of each sort that is drawn and not made."""
        ...

    def changed(self, parent: Input, rng: np.random.Generator) -> Input:
        """The input with a part of it drawn anew."""
        ...

    def ascended(
        self, targets: NDArray[np.intp], rng: np.random.Generator, steps: int
    ) -> Sort | str:
        """Inputs led by gradients toward these classes, shape (inputs,); else why none."""
        ...

    def shown(self, item: Input) -> Mapping[str, str]:
        """`{image}` or `{text}`, as an exhibit shows it."""
        ...

    @property
    def asked(self) -> int:
        """How many inputs were asked."""
        ...


@dataclass(frozen=True, eq=False)
class Confidence:
    """top: the probability of the answer, shape (inputs,). codes: the answers, shape (inputs,)."""

    top: NDArray[np.float64]
    codes: NDArray[np.intp] = field(repr=False)

    @classmethod
    def of(cls, probabilities: NDArray[np.float64]) -> "Confidence":
        """probabilities: shape (inputs, classes); an input without an answer is no confidence."""
        known = np.nan_to_num(probabilities)
        return cls(known.max(axis=1), known.argmax(axis=1).astype(np.intp))


def evolved(
    source: Source,
    parents: Sequence[Input],
    targets: NDArray[np.intp],
    rng: np.random.Generator,
    generations: int,
    on_generation: Callable[[int], None] = lambda generation: None,
) -> list[Input]:
    """Each parent led toward its class: of its children the surest replaces it, if it is surer.

    targets: shape (parents,), the class of each.
    """
    population = list(parents)
    places = np.arange(len(population))
    best = source.ask(population)[places, targets]
    for generation in range(generations):
        children = [source.changed(parent, rng) for parent in population for _ in range(CHILDREN)]
        sure = source.ask(children)[np.arange(len(children)), np.repeat(targets, CHILDREN)]
        grouped = sure.reshape(len(population), CHILDREN)
        first = grouped.argmax(axis=1)
        for index in np.flatnonzero(grouped[places, first] > best).tolist():
            population[index] = children[index * CHILDREN + int(first[index])]
            best[index] = grouped[index, first[index]]
        on_generation(generation)
    return population
