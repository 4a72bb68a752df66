"""How often a table without an improvement is said to show one, form by form and law by law.

Each table is drawn without any difference and held as `claims.comparison` holds it, so a claim that
stands is a false one; the share of tables with one is to be at most 5 % (two-sided tests leave
2.5 % on the side of an improvement). Both systems may have the same noise, or the claimed one a law
of its own: runs of which one in ten diverges, losses that lean. Beside it stands how often a true
improvement of half a deviation is shown, what stating untruly that scores are normal costs, the
bias of the best of several before and after its correction, and how often the corrected interval
holds the truth. Claims over several data sets are drawn by benchmarks/simulate_sets.py.

Run: python -m benchmarks.simulate_claims [TABLES] (four minutes of one core at 1,000)
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import exp

import numpy as np

from audits.claims.best_of_many import measured_choice
from audits.claims.claims import Standing, claims_of
from audits.claims.grounds import NOTHING, Grounds
from audits.claims.scores import Reported, Scores, Summary
from audits.claims.tables import Results
from audits.data.arrays import Floats
from audits.statistics.intervals import limits

TABLES, CONFIDENCE, SYSTEMS = 1000, 0.95, 3
Draw = Callable[[np.random.Generator, int], Floats]
NORMAL, WITHIN = Grounds(normal=True), Grounds(limits=(0.0, 1.0))
# More than this no signs are turned and nothing is drawn again beside the test.
ITEMS = 2_500


@dataclass(frozen=True)
class Law:
    """Noise of the baseline and of the claimed systems, both of the same mean."""

    baseline: Draw
    claimed: Draw


def _alike(draw: Draw) -> Law:
    return Law(draw, draw)


def _diverging(rng: np.random.Generator, number: int) -> Floats:
    """A tenth better in nine runs of ten, nine tenths worse in the tenth: mean 0."""
    return np.where(rng.random(number) < 0.1, -0.9, 0.1) + 0.02 * rng.normal(size=number)


# Noise as tests assume it, with far values, and lopsided: of both, so that differences are even.
ALIKE: dict[str, Law] = {
    "normal": _alike(lambda rng, number: rng.normal(size=number)),
    "t of 3": _alike(lambda rng, number: rng.standard_t(3, number)),
    "lognormal": _alike(lambda rng, number: rng.lognormal(size=number)),
}
# Of the claimed systems alone.
LEANING: dict[str, Law] = {
    "one run in ten diverges": Law(lambda rng, number: 0.02 * rng.normal(size=number), _diverging),
    "new one leans": Law(
        lambda rng, number: 0.1 * rng.normal(size=number),
        lambda rng, number: exp(0.5) - rng.lognormal(size=number),
    ),
}
NOISE = ALIKE | LEANING
# The same between 0 and 1, where limits are stated.
BOUNDED: dict[str, Law] = {
    "one run in ten diverges": Law(
        lambda rng, number: 0.8 + rng.uniform(-0.02, 0.02, number),
        lambda rng, number: (
            np.where(rng.random(number) < 0.1, 0.71, 0.81) + rng.uniform(-0.005, 0.005, number)
        ),
    ),
    "one in fifty is 0": Law(
        lambda rng, number: 0.8 + rng.uniform(-0.02, 0.02, number),
        lambda rng, number: np.where(rng.random(number) < 0.02, 0.0, 0.8 / 0.98),
    ),
    "beta, .8": _alike(lambda rng, number: rng.beta(1.6, 0.4, number)),
}


def tables(rng: np.random.Generator, law: Law, gain: float) -> Iterator[tuple[str, Results]]:
    """One table of each form: two systems beside a baseline, better by `gain` or alike."""
    for runs in (3, 5, 10, 30):
        paired, apart = _scores(rng, law, gain, runs)
        yield f"paired scores, {runs} runs", _table(paired)
        yield f"scores of other runs, {runs} each", _table(apart)
        means = {name: Summary(one.mean, float(one.values.std(ddof=1)) / runs**0.5, runs)
                 for name, one in apart.items()}  # fmt: skip
        yield f"means with errors, {runs} runs", _table(means)
    for items in (60, 500):
        keys = tuple(f"{number:03}" for number in range(items))
        hard = rng.random(items)
        answers = {name: Scores((hard * 0.5 + rng.random(items) * 0.5 < 0.6 + 0.15 * gain
                                 * (name != "old")).astype(np.float64), keys)
                   for name in ("old", "a", "b")}  # fmt: skip
        yield f"answers to the same {items} items", _table(answers)


def many(rng: np.random.Generator, law: Law, gain: float) -> Iterator[tuple[str, Results]]:
    """Scores of so many items that nothing needs to be stated of them."""
    paired, apart = _scores(rng, law, gain, ITEMS)
    yield f"paired scores, {ITEMS:,} items", _table(paired)
    yield f"scores of other items, {ITEMS:,} each", _table(apart)


def within_limits(rng: np.random.Generator, law: Law, gain: float) -> Iterator[tuple[str, Results]]:
    """Scores between 0 and 1, for stated limits."""
    for items in (5, 30, 200, 600):
        paired, apart = _scores(rng, law, gain, items, shared=False)
        yield f"paired scores, {items}", _table(paired)
        yield f"scores of other units, {items} each", _table(apart)


def _scores(
    rng: np.random.Generator, law: Law, gain: float, number: int, *, shared: bool = True
) -> tuple[dict[str, Scores], dict[str, Scores]]:
    """Of the same units, and of others. shared: whether units are as hard for every system."""
    keys = tuple(f"{one:04}" for one in range(number))
    hard = rng.normal(size=number) if shared else np.zeros(number)

    def drawn(name: str) -> Floats:
        if name == "old":
            return law.baseline(rng, number)
        return law.claimed(rng, number) + gain

    names = ("old", "a", "b")
    return (
        {name: Scores(hard + drawn(name), keys) for name in names},
        {name: Scores(drawn(name)) for name in names},
    )


def _table(columns: dict[str, Scores] | dict[str, Summary]) -> Results:
    reported: dict[tuple[str, str | None], Reported] = {
        (name, None): value for name, value in columns.items()
    }
    return Results(reported, ("old", "a", "b"), (None,), "old")


def standings(results: Results, grounds: Grounds) -> list[Standing]:
    """What is said of each claim of the table. grounds: what is stated of scores."""
    claims = claims_of(results, "old", higher=True, folds=False, fewest=3, tried=1, rng=None,
                       grounds=grounds)  # fmt: skip
    return [claim.standing(CONFIDENCE) for claim in claims]


def shares(
    tables_drawn: int, law: Law, gain: float, grounds: Grounds = NORMAL, seed: int = 1
) -> dict[str, float]:
    """Of each form the share of tables with a claim that stands. grounds: what is stated.

    Where nothing is, of few scores no claim ever does, so only tables of many are drawn.
    """
    rng, counts = np.random.default_rng(seed), dict[str, int]()
    for _ in range(tables_drawn):
        if grounds.limits is not None:
            drawn = [*within_limits(rng, law, gain)]
        elif grounds.normal:
            drawn = [*tables(rng, law, gain)]
        else:
            drawn = [*many(rng, law, gain)]
        for form, results in drawn:
            counts[form] = counts.get(form, 0) + (Standing.STANDS in standings(results, grounds))
    return {form: count / tables_drawn for form, count in counts.items()}


def untrue(drawn: int, law: Law, runs: int, seed: int = 3) -> tuple[float, ...]:
    """What stating that scores are normal comes to: of one claimed system that is no better.

    Shares of tables in which it stands and of which nothing is told, paired and of other runs.
    """
    rng, outcomes = np.random.default_rng([seed, runs]), []
    for _ in range(drawn):
        both = _scores(rng, law, 0.0, runs, shared=False)
        outcomes.append([standings(_table({name: one[name] for name in ("old", "a")}), NORMAL)[0]
                      for one in both])  # fmt: skip
    return tuple(
        sum(row[form] is standing for row in outcomes) / drawn
        for form in (0, 1)
        for standing in (Standing.STANDS, Standing.UNTOLD)
    )


def choices(draws: int, truth: tuple[float, ...], units: int, seed: int = 2) -> tuple[float, ...]:
    """Bias of the best as it looks, as it is corrected (with its error), and its coverage."""
    rng = np.random.default_rng(seed)
    looks, corrected, covered = np.empty(draws), np.empty(draws), 0
    for number in range(draws):
        best = measured_choice(rng.normal(size=(units, len(truth))) + np.array(truth), rng)
        true = truth[best.winner]
        looks[number], corrected[number] = best.looks - true, best.corrected - true
        drawn = limits("student_t", (best.corrected, best.error, best.units - 1.0), CONFIDENCE)
        covered += drawn.lower <= true <= drawn.upper
    error = float(corrected.std()) / draws**0.5
    return float(looks.mean()), float(corrected.mean()), error, covered / draws


def main(tables_drawn: int) -> None:
    """Print every table of docs/claims.md but those over data sets."""
    for title, grounds, laws, gain in (
        ("nothing stated", NOTHING, NOISE, 0.5),
        ("`assumes: normal`", NORMAL, ALIKE, 0.5),
        ("`limits: [0, 1]`", WITHIN, BOUNDED, 0.05),
    ):
        alike = {noise: shares(tables_drawn, law, 0.0, grounds) for noise, law in laws.items()}
        better = shares(max(100, tables_drawn // 5), next(iter(laws.values())), gain, grounds)
        print(f"\n| {title} ({tables_drawn:,} tables) | {' | '.join(laws)} | shown |")
        print("|---" * (len(laws) + 2) + "|")
        for form in better:
            cells = " | ".join(f"{100 * alike[noise][form]:.1f} %" for noise in laws)
            print(f"| {form} | {cells} | {100 * better[form]:.0f} % |", flush=True)
    print(f"\n| untrue ({tables_drawn:,} tables) | runs | paired: stands | refused "
          "| other runs: stands | refused |\n|---|---|---|---|---|---|")  # fmt: skip
    for name, law in (LEANING | {"normal": ALIKE["normal"]}).items():
        for runs in (5, 10, 20, 30):
            cells = " | ".join(f"{100 * share:.1f} %" for share in untrue(tables_drawn, law, runs))
            print(f"| {name} | {runs} | {cells} |", flush=True)
    print("\n| best of | units | looks better by | corrected | interval holds |")
    print("|---|---|---|---|---|")
    for truth in ((0.0,) * 8, (0.0,) * 50, (0.0, 0.1, 0.2, 0.3, 0.4), (0.0, 0.0, 1.0)):
        for units in (10, 40, 200):
            looks, corrected, error, covered = choices(tables_drawn, truth, units)
            name = f"{len(truth)}, {'alike' if len(set(truth)) == 1 else truth}"
            print(f"| {name} | {units} | {looks:+.3f} | {corrected:+.3f} ± {2 * error:.3f} | "
                  f"{100 * covered:.1f} % |")  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else TABLES)
