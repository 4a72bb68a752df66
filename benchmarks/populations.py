"""Populations whose every number is known, to draw audits from.

A population is a table of the rows that can occur, each with its probability. A sample of n rows is
one multinomial draw, given as a `count` column, so that a draw costs the same at 30 rows as at
5,000; the truth of a metric is what its probe measures on the probabilities themselves, as counts
of a thousand million. So any probe that reads recorded answers has a truth here without a word
about it, and a new one joins by itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.specification.roles import Role

Floats = NDArray[np.float64]
WHOLE = 10**9
TIMES = "times"
# Scores and numbers are drawn for so many groups at most: their probes take a second for twenty.
MOST_GROUPS_SCORED = 5


class Drawn(Protocol):
    """What audits are drawn from.

    model: what is asked about the rows; None where the answers are recorded.
    groups: how many groups of one protected attribute it has; those that are compared are alike.
    """

    name: str
    model: Any
    groups: int

    def draw(self, rng: np.random.Generator, each: int) -> Dataset:
        """So many rows of each group."""

    def whole(self) -> Dataset:
        """The population itself, or all that it can be known by."""


@dataclass(frozen=True, eq=False)
class Resampled:
    """The rows of a table and a model to ask, drawn with replacement; the table is the truth."""

    name: str
    table: Dataset
    model: Any
    groups: int = 1

    def draw(self, rng: np.random.Generator, each: int) -> Dataset:
        return self.table.take(rng.integers(0, len(self.table), each))

    def whole(self) -> Dataset:
        return self.table


@dataclass(frozen=True, eq=False)
class Population:
    """Rows that can occur, and how often.

    name: what a table calls it. rows: without a count column. share: shape (rows,), sum 1.
    """

    name: str
    rows: Dataset
    share: Floats
    groups: int = 1
    model: None = None

    def draw(self, rng: np.random.Generator, each: int) -> Dataset:
        """So many rows of each group."""
        counts = np.zeros(len(self.share))
        for group in range(self.groups):
            inside = slice(
                group * len(counts) // self.groups, (group + 1) * len(counts) // self.groups
            )
            law = self.share[inside] / self.share[inside].sum()
            counts[inside] = rng.multinomial(each, law)
        return self._counted(counts)

    def whole(self) -> Dataset:
        return self._counted(np.rint(self.share * WHOLE))

    def _counted(self, counts: Floats) -> Dataset:
        kept = np.flatnonzero(counts)
        column = Column(TIMES, Role.COUNT, Numbers(counts[kept]))
        return Dataset((*self.rows.take(kept), column))


def _category(name: str, role: Role, values: list[str], **more: str) -> Column:
    return Column(name, role, Categories.of(values), **more)


def _number(name: str, role: Role, values: Floats) -> Column:
    return Column(name, role, Numbers(np.asarray(values, dtype=np.float64)))


def _names(groups: int) -> list[str]:
    return [f"g{at:02}" for at in range(groups)]


def answers(groups: int, prevalence: float, hit: float, alarm: float) -> Population:
    """Classes: labels, answers with these true and false positive rates, a nuisance of no matter.

    The first group is the reference, and is answered yes a quarter more often than the others.
    """
    cells = list(product(_names(groups), ("0", "1"), ("0", "1"), ("day", "night")))

    def law(group: str, label: str, answer: str) -> float:
        less = 1.0 if group == "g00" else 0.8
        yes = (hit if label == "1" else alarm) * less
        of_label = prevalence if label == "1" else 1 - prevalence
        return of_label * (yes if answer == "1" else 1 - yes)

    share = np.array([law(*cell[:3]) / 2 / groups for cell in cells])
    columns = (
        _category("group", Role.PROTECTED, [cell[0] for cell in cells], reference="g00"),
        _category("label", Role.LABEL, [cell[1] for cell in cells], positive="1"),
        _category("answer", Role.PREDICTION, [cell[2] for cell in cells]),
        _category("shift", Role.NUISANCE, [cell[3] for cell in cells]),
    )
    name = f"classes, prevalence {prevalence:g}, TPR {hit:g}, FPR {alarm:g}"
    return Population(name, Dataset(columns), share, groups)


def reviewed(prevalence: float, hit: float, alarm: float) -> Population:
    """Two groups alike: nine in ten of the flagged were looked at, and of the others one in ten.

    Each row weighs what it was drawn by, so a case that the model missed weighs nine times as much
    as one that it found.
    """
    cells = list(product(_names(2), ("0", "1"), ("0", "1")))
    looked_at = {"0": 0.1, "1": 0.9}

    def law(label: str, answer: str) -> float:
        yes = hit if label == "1" else alarm
        of_label = prevalence if label == "1" else 1 - prevalence
        return of_label * (yes if answer == "1" else 1 - yes) * looked_at[answer]

    share = np.array([law(label, answer) for _, label, answer in cells])
    columns = (
        _category("group", Role.PROTECTED, [cell[0] for cell in cells], reference="g00"),
        _category("label", Role.LABEL, [cell[1] for cell in cells], positive="1"),
        _category("answer", Role.PREDICTION, [cell[2] for cell in cells]),
        _number("weight", Role.WEIGHT, np.array([1 / looked_at[cell[2]] for cell in cells])),
    )
    name = f"reviewed by answer, prevalence {prevalence:g}, TPR {hit:g}, FPR {alarm:g}"
    return Population(name, Dataset(columns), share / share.sum(), 2)


def scores(groups: int, prevalence: float, area: float, sure: float = 1.0) -> Population:
    """Probabilities of a binormal score of this area at 150 places, each with both labels.

    sure: 1 where they are true; above that the model is surer than it may be.
    """
    apart = np.sqrt(2) * ndtri(area)
    places = np.linspace(-3.5, 3.5 + apart, 150)
    negative, positive = np.exp(-(places**2) / 2), np.exp(-((places - apart) ** 2) / 2)
    mass = np.stack(
        [(1 - prevalence) * negative / negative.sum(), prevalence * positive / positive.sum()], 1
    )
    odds = (mass[:, 1] / mass[:, 0]) ** sure
    names = _names(groups)
    columns = (
        _category("group", Role.PROTECTED, [name for name in names for _ in range(300)]),
        _category("label", Role.LABEL, ["0", "1"] * (150 * groups), positive="1"),
        _number("score", Role.SCORE, np.tile(np.repeat(odds / (1 + odds), 2), groups)),
    )
    said = "" if sure == 1 else f", overconfident by {sure:g}"
    return Population(
        f"scores, prevalence {prevalence:g}, area {area:g}{said}",
        Dataset(columns),
        np.tile(mass.reshape(-1), groups) / groups,
        groups,
    )


def numbers(groups: int, errors: str) -> Population:
    """Predicted numbers whose errors follow a law; 15 labels by 400 quantiles of the error."""
    levels = (np.arange(400) + 0.5) / 400
    normal = ndtri(levels)
    law = {
        "normal": normal,
        "lognormal": np.exp(normal) - np.exp(0.5),
        "2 % large": np.where(np.abs(levels - 0.5) < 0.49, normal, 10 * np.sign(levels - 0.5)),
    }[errors]
    label = np.repeat(ndtri((np.arange(15) + 0.5) / 15) * 3, 400)
    error = np.tile(law, 15)
    names = _names(groups)
    columns = (
        _category("group", Role.PROTECTED, [name for name in names for _ in label]),
        _number("label", Role.LABEL, np.tile(label, groups)),
        _number("answer", Role.PREDICTION, np.tile(label + error, groups)),
    )
    share = np.full(len(label) * groups, 1 / len(label) / groups)
    return Population(f"numbers, {errors} errors", Dataset(columns), share, groups)


def genders(accuracy: float) -> Population:
    """Gold and translated genders of sentences that keep to a stereotype or go against it."""
    cells = list(product(("female", "male"), ("female", "male", "neutral"), ("pro", "anti")))
    share = []
    for gold, said, kind in cells:
        right = accuracy if kind == "pro" else accuracy - 0.2
        share.append((right if gold == said else (1 - right) / 2) / 4)
    columns = (
        _category("gold", Role.LABEL, [cell[0] for cell in cells]),
        _category("said", Role.PREDICTION, [cell[1] for cell in cells]),
        _category("kind", Role.PROTECTED, [cell[2] for cell in cells]),
    )
    return Population(f"genders, accuracy {accuracy:g}", Dataset(columns), np.array(share))


CROSSING_ROWS = 20_000
CROSSED = "crossed with a nuisance:"


def crossing(labels: int, values: int, rare: float, lowest: float, others: float) -> Resampled:
    """Labels crossed with the values of a nuisance; one cell is rare, and answered worst.

    rare: that cell's share of the rows; the others have equal shares. lowest, others: accuracies.
    """
    cells = list(product(map(str, range(labels)), map(str, range(values))))
    columns: list[list[str]] = [[], [], []]
    for at, (label, value) in enumerate(cells):
        share = rare if at == 0 else (1 - rare) / (len(cells) - 1)
        rows = round(share * CROSSING_ROWS)
        right = round((others if at else lowest) * rows)
        columns[0] += [label] * rows
        columns[1] += [label] * right + [str((int(label) + 1) % labels)] * (rows - right)
        columns[2] += [value] * rows
    table = Dataset(
        (
            _category("label", Role.LABEL, columns[0], positive="1"),
            _category("answer", Role.PREDICTION, columns[1]),
            _category("mark", Role.NUISANCE, columns[2]),
        )
    )
    name = f"{CROSSED} {labels} labels, a cell of {100 * rare:g} % at {lowest:g}, others {others:g}"
    return Resampled(name, table, None)


def crossings() -> Iterator[Resampled]:
    """Cells alike, a rare one that is worse, and one that most samples do not have."""
    yield crossing(2, 2, 0.25, 0.9, 0.9)
    yield crossing(2, 2, 0.25, 0.7, 0.9)
    yield crossing(2, 2, 0.04, 0.7, 0.9)
    yield crossing(2, 3, 0.01, 0.5, 0.9)
    yield crossing(5, 4, 0.05, 0.95, 0.95)
    yield crossing(5, 4, 0.002, 0.6, 0.95)


def populations(groups: int) -> Iterator[Population]:
    """The grid: rates and bounds from .001 to .999, prevalences of 2 to 98 %, heavy tails.

    Of many groups the classes alone.
    """
    for case in (
        (0.5, 0.8, 0.2),
        (0.3, 0.95, 0.05),
        (0.1, 0.9, 0.01),
        (0.02, 0.7, 0.005),
        (0.98, 0.99, 0.3),
        (0.5, 0.999, 0.001),
    ):
        yield answers(groups, *case)
    if groups > MOST_GROUPS_SCORED:
        return
    for prevalence, area in ((0.5, 0.75), (0.2, 0.9), (0.02, 0.9), (0.98, 0.8), (0.3, 0.99)):
        yield scores(groups, prevalence, area)
    yield scores(groups, 0.3, 0.8, sure=1.6)
    for errors in ("normal", "lognormal", "2 % large"):
        yield numbers(groups, errors)
    if groups == 1:
        yield reviewed(0.06, 0.7, 0.1)
        yield reviewed(0.2, 0.7, 0.1)
        for accuracy in (0.9, 0.6):
            yield genders(accuracy)
