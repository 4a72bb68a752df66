"""One pixel, or a few, of any colour: found by differential evolution (Su, Vargas & Sakurai 2019).

Candidates are places and colours; each generation a candidate is replaced by one of three others'
mixture where that is better (F .5, no crossover, as published). The evolution is SciPy's (Storn &
Price 1997). Sees probabilities alone.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.perturbations.norm_balls import Pixels
from audits.robustness.asking import Asker
from audits.statistics.shares import Share

MUTATION = 0.5
# As published, colours begin about the middle with so wide a spread, cut to the range.
FIRST_COLOUR, FIRST_SPREAD = 128 / 255, 127 / 255

Candidates = NDArray[np.float64]  # shape (candidates, pixels * (2 + channels))


@dataclass(frozen=True, eq=False)
class Turned:
    """made: by row the first picture that turned it. reached: shape (rows,), of the other classes
    how many each row was brought to; 0 throughout where any other would do."""

    made: dict[int, Pixels]
    reached: NDArray[np.intp]


@dataclass(frozen=True)
class Evolution:
    """pixels: how many may change. population, generations: of the candidates."""

    pixels: int
    population: int
    generations: int

    @property
    def questions(self) -> int:
        """The most for a row."""
        return self.population * (self.generations + 1)


def changed(picture: Pixels, candidates: Candidates, pixels: int) -> Pixels:
    """Each candidate's picture, shape (candidates, channels, height, width).

    picture: shape (channels, height, width). candidates: row, column and colours of each pixel,
    places in shares of the sides.
    """
    channels, height, width = picture.shape
    made = np.repeat(picture[None], len(candidates), axis=0)
    parts = candidates.reshape(len(candidates), pixels, 2 + channels)
    rows = np.minimum((parts[:, :, 0] * height).astype(np.intp), height - 1)
    columns = np.minimum((parts[:, :, 1] * width).astype(np.intp), width - 1)
    index = np.arange(len(candidates))
    for pixel in range(pixels):
        made[index, :, rows[:, pixel], columns[:, pixel]] = parts[:, pixel, 2:]
    return made


def evolve(
    asker: Asker,
    picture: Pixels,
    label: int,
    evolution: Evolution,
    rng: np.random.Generator,
    target: int | None = None,
) -> Pixels | None:
    """The first candidate that turns the answer, or None.

    picture: shape (channels, height, width), answered with `label`. target: the class that it must
    become; None where any other will do.
    """
    from scipy.optimize import differential_evolution

    turned: list[Pixels] = []

    def fitness(candidates: NDArray[np.float64]) -> NDArray[np.float64]:
        made = changed(picture, np.atleast_2d(candidates.T), evolution.pixels)
        chances = asker.probabilities(made)
        answered = chances.argmax(axis=1)
        hit = answered != label if target is None else answered == target
        if hit.any() and not turned:
            turned.append(made[int(np.flatnonzero(hit)[0])])
        return chances[:, label] if target is None else -chances[:, target]

    width = evolution.pixels * (2 + len(picture))
    first = rng.uniform(0, 1, (evolution.population, evolution.pixels, 2 + len(picture)))
    colours = rng.normal(FIRST_COLOUR, FIRST_SPREAD, first[:, :, 2:].shape)
    first[:, :, 2:] = np.clip(colours, 0, 1)
    differential_evolution(
        fitness, [(0.0, 1.0)] * width, strategy="rand1bin", mutation=MUTATION, recombination=1.0,
        maxiter=evolution.generations, init=first.reshape(evolution.population, width), tol=0,
        polish=False, updating="deferred", vectorized=True, rng=rng,
        callback=lambda intermediate_result: bool(turned),
    )  # fmt: skip
    return turned[0] if turned else None


def attack(
    asker: Asker,
    pictures: Pixels,
    labels: NDArray[np.intp],
    evolution: Evolution,
    seeds: NDArray[np.int64],
    on_row: Callable[[int], None] = lambda row: None,
    *,
    targeted: bool = False,
) -> Turned:
    """What turned each row, where it was turned.

    pictures: shape (rows, channels, height, width), answered rightly; labels, seeds: shape (rows,).
    targeted: toward each other class, all of them tried. on_row: is told each row that is done.
    """
    made: dict[int, Pixels] = {}
    reached = np.zeros(len(pictures), dtype=np.intp)
    for row, picture in enumerate(pictures):
        label = int(labels[row])
        targets: list[int | None] = [None]
        if targeted:
            targets = [code for code in range(len(asker.model.classes)) if code != label]
        for target in targets:
            drawn = np.random.default_rng([int(seeds[row]), 0 if target is None else target + 1])
            turned = evolve(asker, picture, label, evolution, drawn, target)
            if turned is not None:
                made.setdefault(row, turned)
                reached[row] += target is not None
        on_row(row)
    return Turned(made, reached)


def recorded_share(pictures: NDArray[np.generic], success: NDArray[np.bool_]) -> Share:
    """The share of attacks that succeeded, as sure as so many pictures are: repeats are no trials.

    pictures: shape (attacks,), which picture each was made on; success: shape (attacks,).
    """
    attacks, distinct = len(success), len(np.unique(pictures))
    hits = int(success.sum())
    if distinct == attacks:
        return Share(hits, attacks, attacks)
    return Share(hits, attacks, distinct, effective=float(distinct))
