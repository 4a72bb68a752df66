"""One pixel, or a few, of any colour: found by differential evolution (Su, Vargas & Sakurai 2019).

Candidates are places and colours; each generation a candidate is replaced by one of three others'
mixture where that is no worse (rand/1, F .5, no crossover, as published; Storn & Price 1997). What
SciPy's `differential_evolution` does, for many pictures at once, whose questions go to the model
together. Sees probabilities alone.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.perturbations.norm_balls import Pixels
from audits.robustness.asking import Asker

MUTATION = 0.5
# As published, colours begin about the middle with so wide a spread, cut to the range.
FIRST_COLOUR, FIRST_SPREAD = 128 / 255, 127 / 255

# Values of pixels that are asked about at once (16 MB).
MOST_TOGETHER = 1 << 22

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


@dataclass(eq=False)
class _Search:
    """Candidates for one picture. label: what it is answered. target: the class that it must
    become; None where any other will do. fitness: shape (candidates,), smaller is better.
    """

    row: int
    label: int
    target: int | None
    rng: np.random.Generator
    candidates: Candidates
    fitness: NDArray[np.float64]

    def children(self) -> Candidates:
        """Of each candidate a mixture of three others; values that leave 0 to 1 are drawn anew."""
        first, second, third = distinct_others(len(self.candidates), self.rng)
        mixed = self.candidates[second] - self.candidates[third]
        mixed *= MUTATION
        mixed += self.candidates[first]
        outside = (mixed < 0) | (mixed > 1)
        mixed[outside] = self.rng.random(int(outside.sum()))
        return mixed

    def see(self, tried: Candidates, chances: NDArray[np.float64]) -> int | None:
        """Keep what is no worse; the first candidate that turns the answer, or None.

        chances: shape (candidates, classes).
        """
        answered = chances.argmax(axis=1)
        hit = answered != self.label if self.target is None else answered == self.target
        if hit.any():
            return int(hit.argmax())
        now = chances[:, self.label] if self.target is None else -chances[:, self.target]
        better = now <= self.fitness
        self.candidates[better], self.fitness[better] = tried[better], now[better]
        return None


def distinct_others(
    count: int, rng: np.random.Generator
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """For each of so many, three others, all distinct; each of shape (count,), at least four."""
    taken = [np.arange(count)]
    for fewer in (1, 2, 3):
        drawn = rng.integers(0, count - fewer, count)
        # Past each that is taken, from the smallest on: then every one left is as likely.
        for other in np.sort(np.stack(taken), axis=0):
            drawn += drawn >= other
        taken.append(drawn)
    return taken[1], taken[2], taken[3]


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
    targeted: toward each other class, all of them tried. on_row: is told the place of each row that
    is done, one after the other. All rows evolve side by side, so that their questions go together.
    """
    made: dict[int, Pixels] = {}
    reached = np.zeros(len(pictures), dtype=np.intp)
    evolving = []
    for row, label in enumerate(labels.tolist()):
        others = [code for code in range(len(asker.model.classes)) if code != label]
        for target in others if targeted else [None]:
            drawn = np.random.default_rng([int(seeds[row]), 0 if target is None else target + 1])
            first = _first(evolution, len(pictures[row]), drawn)
            unseen = np.full(len(first), np.inf)
            evolving.append(_Search(row, label, target, drawn, first, unseen))
    open_searches = Counter(search.row for search in evolving)
    done = 0
    for generation in range(evolution.generations + 1):
        going = []
        for search, tried, turned in _asked(asker, pictures, evolving, generation, evolution):
            if turned is None and generation < evolution.generations:
                going.append(search)
                continue
            if turned is not None:
                picture = pictures[search.row]
                one = changed(picture, tried[turned : turned + 1], evolution.pixels)[0]
                made.setdefault(search.row, one)
                reached[search.row] += search.target is not None
            open_searches[search.row] -= 1
            if not open_searches[search.row]:
                on_row(done)
                done += 1
        evolving = going
    return Turned(made, reached)


def _first(evolution: Evolution, channels: int, rng: np.random.Generator) -> Candidates:
    """Candidates to begin with, shape (population, pixels * (2 + channels))."""
    shape = (evolution.population, evolution.pixels, 2 + channels)
    first = rng.uniform(0, 1, shape)
    first[:, :, 2:] = np.clip(rng.normal(FIRST_COLOUR, FIRST_SPREAD, first[:, :, 2:].shape), 0, 1)
    return first.reshape(evolution.population, -1)


def _asked(
    asker: Asker,
    pictures: Pixels,
    evolving: Sequence[_Search],
    generation: int,
    evolution: Evolution,
) -> Iterator[tuple[_Search, Candidates, int | None]]:
    """Each search with what it tried in this generation and which of it turned the answer."""
    together = max(1, MOST_TOGETHER // (evolution.population * pictures[0].size)) if evolving else 1
    for start in range(0, len(evolving), together):
        block = evolving[start : start + together]
        tried = [search.children() if generation else search.candidates for search in block]
        chances = asker.probabilities(
            np.concatenate(
                [
                    changed(pictures[search.row], candidates, evolution.pixels)
                    for search, candidates in zip(block, tried, strict=True)
                ]
            )
        )
        each = chances.reshape(len(block), evolution.population, -1)
        for search, candidates, own in zip(block, tried, each, strict=True):
            yield search, candidates, search.see(candidates, own)
