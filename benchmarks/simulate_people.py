"""How often numbers of what people answered hold the truth, where some of them are careless.

Items of which a fifth is hard for all, a model, and people: all careful but one in ten or twenty,
who answers at random, or people who differ a little. Each audit asks new people about new items and
is measured as `tradeoffs.human` measures it; truths are those of everybody who could be asked, in
closed form. The area under the risk-coverage curve is drawn of five laws of how sure a model is.

Run: python -m benchmarks.simulate_people [AUDITS] (two minutes of one core at 400)
     ... --write: and put into docs/tradeoffs.md
"""

import argparse
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import sqrt
from pathlib import Path
from types import MappingProxyType

import numpy as np
from scipy.special import ndtri

from audits.data.arrays import Flags, Floats, Matrix
from audits.measurement import Estimate, Measurement
from audits.statistics.intervals import deciding, limits, one_sided_p
from audits.statistics.shares import Stated
from audits.tradeoffs.agreement import agreement
from audits.tradeoffs.beside_people import Beside, gain_over_median, people_accuracy
from audits.tradeoffs.error_consistency import consistency_among, consistency_with
from audits.tradeoffs.people import People
from audits.tradeoffs.selective import area

PAGE = Path(__file__).parents[1] / "docs" / "tradeoffs.md"
START, END = "<!-- people: start -->", "<!-- people: end -->"
AUDITS, LEVEL = 400, 0.025
STATED = Stated(0.95, 30)
Random = np.random.Generator
# Chances to be right on the items that are easy and on the hard ones, and how many are which.
MODEL, OF_ITEMS = np.array([0.99, 0.6]), np.array([0.8, 0.2])
CAREFUL, CARELESS = (0.99, 0.79), (0.5, 0.5)


@dataclass(frozen=True, eq=False)
class Crowd:
    """Everybody who could be asked, by kind.

    share: shape (kinds,), of all people. right: shape (kinds, 2), how often each kind is right on
    easy and on hard items. people, items: of an audit.
    """

    name: str
    share: Floats
    right: Matrix
    people: int
    items: int

    def __str__(self) -> str:
        return f"{self.people} people, {self.name}, {self.items} items"

    def draw(self, rng: Random) -> Beside:
        """One audit: everybody who was asked answers about every item."""
        hard = (rng.random(self.items) < OF_ITEMS[1]).astype(np.intp)
        truth = rng.random(self.items) < 0.5
        kind = rng.choice(len(self.share), self.people, p=self.share)
        right = rng.random((self.people, self.items)) < self.right[kind][:, hard]
        people, items = np.indices(right.shape)
        answered = People(
            tuple(f"person{number:02}" for number in range(self.people)), ("no", "yes"),
            np.arange(self.items), items.ravel(), people.ravel(),
            (truth == right).astype(np.intp).ravel(),
        )  # fmt: skip
        return Beside(answered, right.ravel(), rng.random(self.items) < MODEL[hard])

    @cached_property
    def truths(self) -> Mapping[str, float]:
        """Of everybody. Labels are balanced, so that two answers by chance agree in one half."""
        able = self.right @ OF_ITEMS
        by_item = self.share @ self.right
        apart = float(OF_ITEMS @ (2 * by_item * (1 - by_item)))
        order = np.argsort(able)
        middle = able[order][np.searchsorted(self.share[order].cumsum(), 0.5)]
        beside = np.array([_kappa(MODEL, one) for one in self.right])
        among = np.array([[_kappa(one, other) for other in self.right] for one in self.right])
        return {
            "people_accuracy": float(self.share @ able),
            "annotator_agreement": 1 - 2 * apart,
            "accuracy_gain_over_median_person": float(MODEL @ OF_ITEMS - middle),
            "error_consistency": float(self.share @ beside),
            "error_consistency_among_people": float(self.share @ among @ self.share),
        }


def _kappa(one: Floats, other: Floats) -> float:
    """Of being right, of two whose chances on easy and hard items are these."""
    first, second = float(OF_ITEMS @ one), float(OF_ITEMS @ other)
    alike = float(OF_ITEMS @ (one * other + (1 - one) * (1 - other)))
    chance = first * second + (1 - first) * (1 - second)
    return (alike - chance) / (1 - chance)


def careless(one_in: int, people: int) -> Crowd:
    """All are careful but one in so many."""
    words = {10: "one in ten careless", 20: "one in twenty careless"}[one_in]
    share = np.array([1 - 1 / one_in, 1 / one_in])
    return Crowd(words, share, np.array([CAREFUL, CARELESS]), people, 200)


def differing(people: int) -> Crowd:
    """Right in .85 with a deviation of .05, by its quantiles; .2 less often on hard items."""
    able = 0.85 + 0.05 * ndtri((np.arange(60) + 0.5) / 60)
    right = np.clip(able[:, None] + 0.2 * np.array([OF_ITEMS[1], -OF_ITEMS[0]]), 0, 1)
    return Crowd("able by .85 ± .05", np.full(60, 1 / 60), right, people, 400)


CROWDS = (careless(10, 8), careless(10, 12), careless(20, 20), differing(10), differing(25))


def measured(beside: Beside) -> dict[str, Measurement]:
    """What one audit finds, as the probe measures it."""
    found = (
        people_accuracy("people_accuracy", (), beside, STATED),
        agreement("annotator_agreement", (), beside.people, STATED),
        gain_over_median("accuracy_gain_over_median_person", (), beside, STATED),
        consistency_with("error_consistency", (), beside, STATED),
        consistency_among("error_consistency_among_people", (), beside, STATED),
    )
    return {each.metric: each for each in found}


# How sure a model is of so many rows, and which it gets wrong.
Sure = tuple[Floats, Flags]


def _by_chance(chance: Floats, rng: Random) -> Sure:
    return chance, rng.random(len(chance)) > chance


def _steps(rng: Random, rows: int, wrong: tuple[float, float]) -> Sure:
    """Wrong so often in the surer half, and in the other."""
    sure = rng.random(rows)
    return sure, rng.random(rows) < np.where(sure > 0.5, *wrong)


LAWS: Mapping[str, Callable[[Random, int], Sure]] = MappingProxyType(
    {
        "as sure as it is right": lambda rng, rows: _by_chance(rng.beta(4, 1, rows), rng),
        "the same, wrong in 3 %": lambda rng, rows: _by_chance(rng.beta(32, 1, rows), rng),
        "sureness is noise": lambda rng, rows: _steps(rng, rows, (0.2, 0.2)),
        "wrong where unsure alone": lambda rng, rows: _steps(rng, rows, (0.0, 0.4)),
        "wrong where sure as well": lambda rng, rows: _steps(rng, rows, (0.02, 0.4)),
    }
)
ROWS = (60, 200, 1000)


@dataclass
class Counted:
    """Audits judged, those whose limits hold the truth, and those with a FAIL at either bound."""

    judged: int = 0
    printed: int = 0
    decided: int = 0
    below: int = 0
    above: int = 0

    def add(self, found: Measurement, truth: float) -> None:
        """One audit."""
        if not isinstance(found, Estimate):
            return
        method = deciding(found.method)
        inner, outer = (limits(name, found.evidence, 0.95) for name in (found.method, method))
        self.judged += 1
        self.printed += inner.lower <= truth <= inner.upper
        self.decided += outer.lower <= truth <= outer.upper
        self.below += one_sided_p(method, found.evidence, truth, above=False) <= LEVEL
        self.above += one_sided_p(method, found.evidence, truth, above=True) <= LEVEL

    def row(self, metric: str, of: str, audits: int) -> str:
        """A line of the table."""
        held = " | ".join(f"{n / max(1, self.judged):.3f}" for n in (self.printed, self.decided))
        failed = " | ".join(f"{100 * n / audits:.1f}" for n in (self.below, self.above))
        return f"| `{metric}` | {of} | {self.judged / audits:.2f} | {held} | {failed} |"


def rows(audits: int) -> Iterator[str]:
    """The page's table, metric by metric."""
    yield (
        "| metric | drawn of | judged | printed limits hold | what decides holds "
        "| FAIL `at_least` % | FAIL `at_most` % |"
    )
    yield "|---|---|---|---|---|---|---|"
    counts: dict[tuple[str, str], Counted] = {}
    for number, crowd in enumerate(CROWDS):
        rng = np.random.default_rng([20261202, number])
        for _ in range(audits):
            for metric, found in measured(crowd.draw(rng)).items():
                counts.setdefault((metric, str(crowd)), Counted()).add(found, crowd.truths[metric])
    for (metric, of), counted in sorted(counts.items(), key=lambda item: _order(item[0][0])):
        yield counted.row(metric, of, audits)
    for number, (name, law) in enumerate(LAWS.items()):
        # Of a million: the mean over coverages of what is wrong among the surer rows.
        truth = _risk_area(*law(np.random.default_rng(number), 1_000_000))
        for size in ROWS:
            rng, counted = np.random.default_rng([20261202, number, size]), Counted()
            for _ in range(audits):
                counted.add(area("risk_coverage_area", (), *law(rng, size), STATED), truth)
            yield counted.row("risk_coverage_area", f"{size:,} rows, {name}", audits)


def _order(metric: str) -> int:
    return list(CROWDS[0].truths).index(metric)


def _risk_area(sure: Floats, wrong: Flags) -> float:
    """By its definition, for scores without ties."""
    losses = wrong[np.argsort(-sure)].cumsum()
    return float((losses / np.arange(1, len(losses) + 1)).mean())


def main(audits: int, *, write: bool) -> None:
    """Print the table. write: put it into docs/tradeoffs.md too."""
    text = "\n".join(rows(audits))
    print(text)
    if write:
        said = (
            f"Made by `python -m benchmarks.simulate_people {audits} --write`: {audits} audits a "
            f"line, one error of a share of 2.5 % is {100 * sqrt(0.025 * 0.975 / audits):.1f} "
            "points."
        )
        page = PAGE.read_text(encoding="utf-8")
        before, _, rest = page.partition(START)
        after = rest.partition(END)[2]
        PAGE.write_text(f"{before}{START}\n{said}\n\n{text}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Numbers of what people answered.")
    parser.add_argument("audits", type=int, nargs="?", default=AUDITS)
    parser.add_argument("--write", action="store_true", help="put the table into docs/tradeoffs.md")
    asked = parser.parse_args()
    main(asked.audits, write=asked.write)
