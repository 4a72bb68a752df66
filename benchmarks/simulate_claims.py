"""How often a table without an improvement is said to show one, form by form.

Each table is drawn without any difference and held as `claims.comparison` holds it, so a claim that
stands is a false one; the share of tables with one is to be at most 5 % (two-sided tests leave
2.5 % on the side of an improvement). Beside it stands how often a true improvement of half a
deviation is shown, the bias of the best of several before and after its correction, and how often
the corrected interval holds the truth.

Run: python -m benchmarks.simulate_claims [TABLES] (two minutes of one core at 1,000)
"""

import sys
from collections.abc import Callable, Iterator

import numpy as np

from audits.claims.best_of_many import measured_choice
from audits.claims.claims import Standing, claims_of, over_several_sets
from audits.claims.scores import Reported, Scores, Summary
from audits.claims.tables import Results
from audits.data.arrays import Floats
from audits.statistics.intervals import limits

TABLES, CONFIDENCE, SYSTEMS = 1000, 0.95, 3
Draw = Callable[[np.random.Generator, int], Floats]
# Noise of a score: as tests assume it, with far values, and lopsided.
NOISE: dict[str, Draw] = {
    "normal": lambda rng, number: rng.normal(size=number),
    "t of 3": lambda rng, number: rng.standard_t(3, number),
    "lognormal": lambda rng, number: rng.lognormal(size=number),
}


def tables(rng: np.random.Generator, draw: Draw, gain: float) -> Iterator[tuple[str, Results]]:
    """One table of each form: two systems beside a baseline, better by `gain` or alike."""
    for runs in (3, 5, 10, 30):
        keys = tuple(f"{number:02}" for number in range(runs))
        shared = rng.normal(size=runs)
        paired = {name: Scores(shared + draw(rng, runs) + gain * (name != "old"), keys)
                  for name in ("old", "a", "b")}  # fmt: skip
        yield f"paired scores, {runs} runs", _table(paired)
        apart = {name: Scores(draw(rng, runs) + gain * (name != "old"))
                 for name in ("old", "a", "b")}  # fmt: skip
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


def over_sets(rng: np.random.Generator, draw: Draw, gain: float) -> Iterator[tuple[str, Results]]:
    """One mean a data set, each data set as hard as it is."""
    for sets in (8, 13, 40):
        names = tuple(f"{number:02}" for number in range(sets))
        hard = 10 * rng.normal(size=sets)
        columns = {name: hard + draw(rng, sets) + gain * (name != "old")
                   for name in ("old", "a", "b")}  # fmt: skip
        reported: dict[tuple[str, str | None], Reported] = {
            (system, name): Summary(float(values[number]))
            for system, values in columns.items()
            for number, name in enumerate(names)
        }
        yield f"{sets} data sets", Results(reported, ("old", "a", "b"), names, "old")


def _table(columns: dict[str, Scores] | dict[str, Summary]) -> Results:
    reported: dict[tuple[str, str | None], Reported] = {
        (name, None): value for name, value in columns.items()
    }
    return Results(reported, ("old", "a", "b"), (None,), "old")


def stands(results: Results, rng: np.random.Generator) -> bool:
    """Whether any claim of the table stands."""
    if len(results.sets) > 1:
        compared = over_several_sets(results, "old", higher=True)
        return any(one.standing(CONFIDENCE) is Standing.STANDS for one in compared)
    claims = claims_of(results, "old", higher=True, folds=False, fewest=3, tried=1, rng=rng)
    return any(claim.standing(CONFIDENCE) is Standing.STANDS for claim in claims)


def shares(tables_drawn: int, noise: str, gain: float, seed: int = 1) -> dict[str, float]:
    """Of each form the share of tables with a claim that stands."""
    rng, counts = np.random.default_rng(seed), dict[str, int]()
    for _ in range(tables_drawn):
        drawn = (*tables(rng, NOISE[noise], gain), *over_sets(rng, NOISE[noise], gain))
        for form, results in drawn:
            counts[form] = counts.get(form, 0) + stands(results, rng)
    return {form: count / tables_drawn for form, count in counts.items()}


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
    """Print all of it."""
    alike = {noise: shares(tables_drawn, noise, 0.0) for noise in NOISE}
    better = shares(max(100, tables_drawn // 5), "normal", 0.5)
    print(f"| form ({tables_drawn:,} tables) | {' | '.join(NOISE)} | shown at half a deviation |")
    print("|---|---|---|---|---|")
    for form in better:
        cells = " | ".join(f"{100 * alike[noise][form]:.1f} %" for noise in NOISE)
        print(f"| {form} | {cells} | {100 * better[form]:.0f} % |")
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
