"""Errors of kinds that no constant was chosen on: how often they are judged, and held then.

The constants of `audits.statistics.means` and `audits.statistics.unseen_extremes` were chosen on
the errors of `simulate_scores.py`. These are others, and each has a generator of its own.

python benchmarks/simulate_fresh_errors.py    # print
"""

import sys
from collections.abc import Callable, Iterator
from math import exp, pi, sqrt

import numpy as np
from scipy import stats

from audits.measurement import Estimate
from audits.probes.fairness.regression_error import errors_of_group
from audits.statistics.proportions import clopper_pearson
from audits.statistics.residuals import Pairs, residuals
from audits.statistics.shares import Stated

SIZES = (100, 300, 500, 700, 1000, 2000, 5000)
DRAWS = 2000
# A cell of which fewer samples than this are judged is one that is not judged.
FEWEST_JUDGED = 0.01
METRICS = ("mean_error", "mean_absolute_error", "root_mean_squared_error", "r_squared")
Law = Callable[[np.random.Generator, int], np.ndarray]
# Mean, mean size and mean square.
Moments = tuple[float, float, float]
HALF = sqrt(2 / pi)


def mixture(share: float, times: float) -> tuple[Law, Moments]:
    """Normal errors, a share of them so many times as large."""
    moments = 0.0, HALF * (1 - share + share * times), 1 - share + share * times**2
    return lambda rng, n: rng.normal(size=n) * np.where(rng.random(n) < share, times, 1.0), moments


def inflated(share: float, law: Law, moments: Moments) -> tuple[Law, Moments]:
    """Exact answers but for a share of the rows."""
    held = tuple(share * moment for moment in moments)
    return lambda rng, n: law(rng, n) * (rng.random(n) < share), held


def lognormal(deviation: float) -> tuple[Law, Moments]:
    """Errors that are never below 0."""
    mean = exp(deviation**2 / 2)
    return lambda rng, n: rng.lognormal(0, deviation, n), (mean, mean, exp(2 * deviation**2))


def pareto(tail: float) -> tuple[Law, Moments]:
    """Either sign; sizes of 1 and more, with this tail index."""
    moments = 0.0, tail / (tail - 1), tail / (tail - 2)
    return lambda rng, n: rng.choice([-1, 1], n) * (rng.pareto(tail, n) + 1), moments


def student(freedom: int) -> tuple[Law, Moments]:
    """t with so many degrees of freedom."""
    size = 2 * float(stats.t.expect(lambda x: x, args=(freedom,), lb=0))
    return lambda rng, n: rng.standard_t(freedom, n), (0.0, size, freedom / (freedom - 2))


KINDS: dict[str, tuple[Law, Moments]] = {
    "normal": (lambda rng, n: rng.normal(size=n), (0.0, HALF, 1.0)),
    "Laplace": (lambda rng, n: rng.laplace(size=n), (0.0, 1.0, 2.0)),
    "t, 5 df": student(5),
    "t, 3 df": student(3),
    "Pareto, index 2.5": pareto(2.5),
    "log-normal, deviation .75": lognormal(0.75),
    "log-normal, deviation 1": lognormal(1.0),
    ".5 % 15 times as large": mixture(0.005, 15),
    "1 % 15 times as large": mixture(0.01, 15),
    "1 % 20 times as large": mixture(0.01, 20),
    "2 % 8 times as large": mixture(0.02, 8),
    "3 % 15 times as large": mixture(0.03, 15),
    "70 % exact, else normal": inflated(0.3, lambda rng, n: rng.normal(size=n), (0, HALF, 1)),
    "90 % exact, else exponential": inflated(
        0.1, lambda rng, n: rng.exponential(size=n), (1, 1, 2)
    ),
    "95 % exact, else log-normal": inflated(0.05, *lognormal(1.0)),
}


def cell(kind: str, n: int, draws: int, seed: int = 0) -> dict[str, tuple[int, int, int, int]]:
    """By metric: samples, those judged, and those judged whose interval lay under or over.

    n: rows of a sample; labels are normal with deviation 3.
    """
    law, (mean, size, square) = KINDS[kind]
    truths = dict(zip(METRICS, (mean, size, sqrt(square), 1 - square / 9), strict=True))
    rng = np.random.default_rng([seed, n, *kind.encode()])
    counts = {metric: [0, 0, 0] for metric in METRICS}
    for _ in range(draws):
        label = 3 * rng.normal(size=n)
        pairs = Pairs(label, label + law(rng, n))
        for found in errors_of_group((), residuals(pairs), Stated(0.95, 30)):
            if isinstance(found, Estimate):
                count, truth = counts[found.metric], truths[found.metric]
                count[0] += 1
                count[1] += found.interval.upper < truth
                count[2] += found.interval.lower > truth
    return {metric: (draws, *count) for metric, count in counts.items()}  # type: ignore[misc]


def rows(draws: int = DRAWS) -> Iterator[str]:
    """Cells of which anything is judged, by metric, the worst coverage first."""
    held: dict[str, list[tuple[float, str]]] = {metric: [] for metric in METRICS}
    total = 0
    for n in SIZES:
        for kind in KINDS:
            total += 1
            for metric, (drawn, judged, under, over) in cell(kind, n, draws).items():
                if judged < FEWEST_JUDGED * drawn:
                    continue
                good = judged - under - over
                low, high = clopper_pearson((good, judged), 0.95)
                told = f"| `{metric}` | {kind} | {n:,} | {judged / drawn:.3f} ({judged:,}) "
                told += f"| {good / judged:.3f} | {low:.3f} to {high:.3f} "
                told += f"| {under / drawn:.4f} | {over / drawn:.4f} |"
                held[metric].append((good / judged, told))
            print(kind, n, file=sys.stderr, flush=True)
    for metric, cells in held.items():
        yield f"| **`{metric}`**: {len(cells)} of {total} cells judged |" + " |" * 7
        yield from (told for _, told in sorted(cells)[:8])


def main() -> None:
    heads = ("metric", "errors", "n", "judged (samples)", "held of judged", "95 % interval")
    heads = (*heads, "under, of all", "over, of all")
    print("| " + " | ".join(heads) + " |", "|---" * len(heads) + "|", *rows(), sep="\n")


if __name__ == "__main__":
    main()
