"""Correspondence studies of models with and without a preference: how often a difference is told.

Cases and names have something of their own, and so has each name in each case; of some models one
name in ten is never favoured, whatever its group, and of some one case in ten goes by the group,
either way as often. None of that is a preference of a group over all cases. Each study draws cases,
names and answers, and judges `decision_rate_difference` of ethnicity as the probe does, with gender
beside it. Beside the names as listed the table has the same studies with names that are drawn.

python -m benchmarks.simulate_decisions [STUDIES]            # print
python -m benchmarks.simulate_decisions [STUDIES] --write    # and put into docs/language.md
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.special import expit, ndtri

from audits.data.arrays import Floats
from audits.language.compared_groups import Compared
from audits.language.names_asked import Names, judged
from audits.statistics.crossed_units import Crossed, difference_over_both
from audits.statistics.intervals import beyond, deciding

PAGE = Path(__file__).parents[1] / "docs" / "language.md"
START, END = "<!-- simulated studies: start -->", "<!-- simulated studies: end -->"
LEVEL = 0.025
# What cases do, by so many quantiles.
QUANTILES = 200
STUDIES = 400


@dataclass(frozen=True, slots=True)
class Model:
    """Log-odds of a favourable answer.

    name: for the table. by_case, by_name, by_both: deviations of what a case, a name, and a name in
    a case do. never: share of white and of Black names that are never favoured. turned: share of
    cases that favour one group alone, either as often. level: log-odds of all. preferred: points
    of chance by which white names are favoured beside Black ones.
    """

    name: str
    by_case: float = 0.8
    by_name: float = 0.0
    by_both: float = 0.0
    never: tuple[float, float] = (0.0, 0.0)
    turned: float = 0.0
    level: float = 0.0
    preferred: float = 0.0


@dataclass(frozen=True, slots=True)
class Size:
    """names: of each of the four groups. draws: answers to each prompt."""

    cases: int
    names: int
    draws: int

    def __str__(self) -> str:
        return f"{self.cases} cases, {2 * self.names} names a side, {self.draws} a prompt"


UNTOUCHED = (
    Model("names alike"),
    Model("names differ", by_name=0.5),
    Model("names differ much", by_name=1.5, by_both=0.5),
    Model("cases and names in them differ much", by_case=2.0, by_name=0.5, by_both=1.0),
    Model("one name in ten never", by_name=0.2, never=(0.1, 0.1)),
    Model("one case in ten by group, either way", by_name=0.2, turned=0.1),
    Model("one in fifty is favoured", by_name=0.5, level=-4.0),
)
BOUNDS = (0.0, 0.02, 0.05)
SIZES = (Size(20, 4, 1), Size(40, 9, 1), Size(40, 9, 3))


TEN_POINTS = (
    Model("names alike", preferred=0.1),
    Model("names differ", by_name=0.3, preferred=0.1),
)
# A rule at the truth: of all names, and of these names where of one group some are never favoured.
AT_FIVE_POINTS = Model("five points, a bound of five", by_name=0.3, preferred=0.05)
OF_ONE_GROUP = Model("one Black name in ten never, a bound at these names' own difference",
                     never=(0.0, 0.1))  # fmt: skip


@dataclass(frozen=True, eq=False)
class Drawn:
    """said: shape (cases, 4 groups, names, draws); white and Black men, white and Black women.
    own: what the difference of these names is over all cases, where a name does the same in each.
    """

    said: Floats
    own: float


def drawn(model: Model, size: Size, rng: np.random.Generator) -> Drawn:
    """A study of its own cases, names and answers."""
    shape = (size.cases, 4, size.names)
    share = np.array([model.never[group % 2] for group in range(4)])
    is_never = rng.random(shape[1:]) < share[:, None]
    by_name = model.level + rng.normal(0, model.by_name, shape[1:])
    odds = by_name + rng.normal(0, model.by_case, (size.cases, 1, 1))
    odds = odds + rng.normal(0, model.by_both, shape)
    sides = np.array([0.5, -0.5, 0.5, -0.5])[:, None]

    def chances(odds: Floats) -> Floats:
        return np.clip(np.where(is_never, 0.0, expit(odds)) + model.preferred * sides, 0, 1)

    favours = rng.integers(0, 2, (size.cases, 1, 1))
    is_turned = rng.random((size.cases, 1, 1)) < model.turned
    by_group = np.broadcast_to((np.arange(4) % 2)[:, None] == favours, shape)
    chance = np.where(is_turned, by_group, chances(odds))
    said = rng.random((*shape, size.draws)) < chance[..., None]
    every_case = model.by_case * ndtri((np.arange(QUANTILES) + 0.5) / QUANTILES)
    by_group_mean = chances(by_name + every_case[:, None, None]).mean(axis=(0, 2))
    own = float(by_group_mean[1::2].mean() - by_group_mean[::2].mean())
    return Drawn(said.astype(np.float64), own)


def rows_of(said: Floats) -> tuple[Compared, Floats, Crossed]:
    """Rows of Black names beside white ones, in cases and with gender held equal."""
    case, group, name, _ = (part.reshape(-1).astype(np.int32) for part in np.indices(said.shape))
    gender = (group // 2).astype(np.int32)
    sides = np.where(group % 2 == 1, 1.0, -1.0)
    units = Crossed(case, (group * said.shape[2] + name).astype(np.int32))
    strata = (2 * case + gender).astype(np.int32)
    pair = Compared((("ethnicity", "Black"),), (("ethnicity", "white"),), np.arange(said.size),
                    sides, gender, strata, 0)  # fmt: skip
    return pair, said.reshape(-1), units


def is_broken(said: Floats, names: Names, bounds: Sequence[tuple[float, float]]) -> list[bool]:
    """Of each rule that keeps the difference between two bounds, whether it is told to be broken.

    said: as of `Drawn`.
    """
    pair, values, units = rows_of(said)
    between = difference_over_both(values, pair.sides, pair.strata, units, pair.others)
    method, evidence = judged(names, pair, values, units, between)
    decides = deciding(method)
    return [
        beyond(decides, evidence, high, LEVEL, above=True)
        or beyond(decides, evidence, low, LEVEL, above=False)
        for low, high in bounds
    ]


def told(
    model: Model, size: Size, names: Names, within: Sequence[float | None], studies: int
) -> list[float]:
    """Of each rule, in which share of studies it is told to be broken.

    within: of the rules; None is a rule at what the names of each study themselves come to.
    """
    rng = np.random.default_rng(11)
    hits = np.zeros(len(within))
    for _ in range(studies):
        one = drawn(model, size, rng)
        hits += is_broken(
            one.said, names,
            [(one.own, one.own) if bound is None else (-bound, bound) for bound in within],
        )  # fmt: skip
    return [float(share) for share in hits / studies]


def tables(studies: int) -> str:
    """False alarms, and what is found, as Markdown."""
    head = " | ".join(map(str, SIZES))
    lines = [f"| no preference; {studies} studies a cell | {head} |", "|---|" + "---|" * len(SIZES)]
    nulls: list[tuple[Model, float | None]] = [(model, 0.0) for model in UNTOUCHED]
    for model, within in [*nulls, (AT_FIVE_POINTS, 0.05), (OF_ONE_GROUP, None)]:
        cells = [
            f"{100 * share:.1f}"
            for size in SIZES
            for share in told(model, size, Names.LISTED, (within,), studies)
        ]
        lines.append(f"| {model.name} | " + " | ".join(cells) + " |")
    head = " | ".join(f"within {bound:g}" for bound in BOUNDS)
    lines += ["", f"| ten points; found, of names that are listed (drawn) | {head} |",
              "|---|" + "---|" * len(BOUNDS)]  # fmt: skip
    for size in SIZES[1:]:
        for model in TEN_POINTS:
            listed, all_names = (
                told(model, size, names, BOUNDS, studies) for names in (Names.LISTED, Names.DRAWN)
            )
            cells = [
                f"{100 * own:.0f} ({100 * other:.0f})"
                for own, other in zip(listed, all_names, strict=True)
            ]
            lines.append(f"| {size}, {model.name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("studies", nargs="?", type=int, default=STUDIES)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    text = tables(given.studies)
    print(text)
    if given.write:
        page = PAGE.read_text(encoding="utf-8")
        before, rest = page.split(START)
        after = rest.split(END)[1]
        PAGE.write_text(f"{before}{START}\n\n{text}\n\n{END}{after}", encoding="utf-8")
