"""How often a claim over several data sets stands where the typical difference is 0, law by law.

Two systems beside a baseline, a difference on each data set, judged as `claims.comparison` judges
them: by signs, which assume nothing, and by signed ranks where it is stated that differences are
symmetric. Of differences that lean, the typical one is 0 as each test reads it: the median of the
first, the median of all pairs' averages of the second. A claim that stands is a false one, and at
most one table in twenty may have any.

Run: python -m benchmarks.simulate_sets [TABLES] (two minutes of one core at 1,000)
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from audits.claims.claims import Standing, over_several_sets
from audits.claims.grounds import NOTHING, Grounds
from audits.claims.scores import Reported, Summary
from audits.claims.tables import Results
from audits.data.arrays import Floats

TABLES, CONFIDENCE = 1000, 0.95
SYMMETRIC = Grounds(symmetric_sets=True)
SIZES = (8, 13, 20, 40, 100)
Draw = Callable[[np.random.Generator, int], Floats]


def _far(share: float, by: float) -> Draw:
    """A share of the data sets lies far off on one side."""
    return lambda rng, number: rng.normal(size=number) + by * (rng.random(number) < share)


# Differences of two systems that are alike, then those that lean one way or the other.
EVEN: dict[str, Draw] = {
    "normal": lambda rng, number: rng.normal(size=number),
    "t of 3": lambda rng, number: rng.standard_t(3, number),
}
LEANING: dict[str, Draw] = {
    "lognormal gains": lambda rng, number: rng.lognormal(size=number),
    "lognormal losses": lambda rng, number: -rng.lognormal(size=number),
    "one in ten far ahead": _far(0.1, 8.0),
    "three in ten far ahead": _far(0.3, 8.0),
    "three in ten far behind": _far(0.3, -8.0),
}
LAWS = EVEN | LEANING


@dataclass(frozen=True)
class Centre:
    """Where a law has its median, and that of all pairs' averages; of many that are drawn."""

    median: float
    of_pairs: float


def centre(draw: Draw) -> Centre:
    """Of a million, and of the averages of half a million pairs."""
    drawn = draw(np.random.default_rng(7), 1_000_000)
    return Centre(float(np.median(drawn)), float(np.median((drawn[::2] + drawn[1::2]) / 2)))


def table(rng: np.random.Generator, draw: Draw, sets: int, shift: float) -> Results:
    """One mean a data set, each as hard as it is. shift: added to every difference."""
    names = tuple(f"{number:03}" for number in range(sets))
    hard = 10 * rng.normal(size=sets)
    columns = {"old": hard} | {name: hard + draw(rng, sets) + shift for name in "ab"}
    reported: dict[tuple[str, str | None], Reported] = {
        (system, name): Summary(float(values[number]))
        for system, values in columns.items()
        for number, name in enumerate(names)
    }
    return Results(reported, ("old", "a", "b"), names, "old")


def standings(
    tables: int, draw: Draw, sets: int, shift: float, grounds: Grounds, seed: int = 5
) -> tuple[float, float]:
    """Shares of tables in which any claim stands, and in which any is told nothing of.

    shift: of every difference; grounds: what is stated of them.
    """
    rng, stood, untold = np.random.default_rng([seed, sets]), 0, 0
    for _ in range(tables):
        compared = over_several_sets(
            table(rng, draw, sets, shift), "old", higher=True, grounds=grounds
        )
        words = [one.standing(CONFIDENCE) for one in compared]
        stood += Standing.STANDS in words
        untold += Standing.UNTOLD in words
    return stood / tables, untold / tables


def main(tables: int) -> None:
    """Print both tests of every law, and what each shows."""
    for title, grounds in (("signs", NOTHING), ("signed ranks, symmetry stated", SYMMETRIC)):
        print(f"\n| {title} ({tables:,} tables) | " + " | ".join(f"{n} sets" for n in SIZES) + " |")
        print("|---" * (len(SIZES) + 1) + "|")
        for name, draw in LAWS.items():
            zero = Centre(0.0, 0.0) if name in EVEN else centre(draw)
            shift = -(zero.of_pairs if grounds.symmetric_sets else zero.median)
            cells = []
            for sets in SIZES:
                stood, untold = standings(tables, draw, sets, shift, grounds)
                refused = f" ({100 * untold:.0f} %)" if grounds.symmetric_sets else ""
                cells.append(f"{100 * stood:.1f} %{refused}")
            print(f"| {name} | " + " | ".join(cells) + " |", flush=True)
        fewer = max(100, tables // 5)
        shown = [standings(fewer, LAWS["normal"], sets, 0.5, grounds)[0] for sets in SIZES]
        cells = [f"{100 * share:.0f} %" for share in shown]
        print("| *shown at half a deviation* | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else TABLES)
