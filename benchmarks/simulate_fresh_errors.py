"""Errors of further kinds: how often they are judged, and how many of those intervals hold.

The constants of `audits.statistics.unseen_extremes` were chosen on the errors of
`simulate_scores.py`, those of `audits.statistics.enough_rows` on these and on `SEEN` here. On
`FRESH` nothing was chosen: they were written down afterwards. Each has a generator of its own.

python -m benchmarks.simulate_fresh_errors         # print those of FRESH
python -m benchmarks.simulate_fresh_errors seen    # those of SEEN, drawn anew
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from math import exp, gamma, log, pi, sqrt

import numpy as np
from scipy import stats

from audits.measurement import Estimate
from audits.probes.fairness.regression_error import errors_of_group
from audits.statistics.proportions import clopper_pearson
from audits.statistics.residuals import Pairs, residuals
from audits.statistics.shares import Stated

SIZES = (700, 1000, 1500, 2000, 3000, 5000)
DRAWS = 2500
# A cell of which fewer samples than this are judged is one that is not judged.
FEWEST_JUDGED = 0.01
LEAST, SHOWN = 0.93, 6
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


def student(degrees_of_freedom: int) -> tuple[Law, Moments]:
    """t with so many degrees of freedom."""
    size = 2 * float(stats.t.expect(lambda x: x, args=(degrees_of_freedom,), lb=0))
    return lambda rng, n: rng.standard_t(degrees_of_freedom, n), (
        0.0,
        size,
        degrees_of_freedom / (degrees_of_freedom - 2),
    )


def scaled(deviation: float) -> tuple[Law, Moments]:
    """Normal errors whose own deviation is log-normal."""
    moments = 0.0, HALF * exp(deviation**2 / 2), exp(2 * deviation**2)
    return lambda rng, n: rng.normal(size=n) * rng.lognormal(0, deviation, n), moments


def shifted(share: float, by: float) -> tuple[Law, Moments]:
    """Normal errors, a share of them so much too high."""
    size = (1 - share) * HALF + share * float(stats.foldnorm.mean(by))
    moments = share * by, size, 1 + share * by**2
    return lambda rng, n: rng.normal(size=n) + by * (rng.random(n) < share), moments


def positive(law: Law, mean: float, square: float) -> tuple[Law, Moments]:
    """Errors that are never below 0."""
    return law, (mean, mean, square)


SEEN: dict[str, tuple[Law, Moments]] = {
    "normal": (lambda rng, n: rng.normal(size=n), (0.0, HALF, 1.0)),
    "Laplace": (lambda rng, n: rng.laplace(size=n), (0.0, 1.0, 2.0)),
    "t, 5 df": student(5),
    "t, 3 df": student(3),
    "Pareto, index 2.5": pareto(2.5),
    "log-normal, deviation .75": lognormal(0.75),
    "log-normal, deviation 1": lognormal(1.0),
    ".5 % 8 times as large": mixture(0.005, 8),
    ".5 % 15 times as large": mixture(0.005, 15),
    ".5 % 30 times as large": mixture(0.005, 30),
    ".5 % 15 too high": shifted(0.005, 15),
    ".7 % 20 times as large": mixture(0.007, 20),
    "1 % 10 times as large": mixture(0.01, 10),
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
FRESH: dict[str, tuple[Law, Moments]] = {
    "logistic": (lambda rng, n: rng.logistic(size=n), (0.0, 2 * log(2), pi**2 / 3)),
    "t, 4 df": student(4),
    "gamma, shape 4": positive(lambda rng, n: rng.gamma(4, 1, n), 4, 20),
    "Weibull, shape .7": positive(
        lambda rng, n: rng.weibull(0.7, n), gamma(1 + 1 / 0.7), gamma(1 + 2 / 0.7)
    ),
    "normal of log-normal deviation .5": scaled(0.5),
    ".25 % 15 times as large": mixture(0.0025, 15),
    ".3 % 20 times as large": mixture(0.003, 20),
    ".5 % 10 times as large": mixture(0.005, 10),
    ".7 % 12 too high": shifted(0.007, 12),
    "1 % 25 too high": shifted(0.01, 25),
    "1 % 6 times as large": mixture(0.01, 6),
    "2 % 15 times as large": mixture(0.02, 15),
    "5 % 5 times as large": mixture(0.05, 5),
    "80 % exact, else Laplace": inflated(0.2, lambda rng, n: rng.laplace(size=n), (0, 1, 2)),
    "97 % exact, else normal": inflated(0.03, lambda rng, n: rng.normal(size=n), (0, HALF, 1)),
}
KINDS = SEEN | FRESH


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


def rows(kinds: Iterable[str], draws: int = DRAWS) -> Iterator[str]:
    """Cells of which anything is judged, by metric, the worst coverage first."""
    held: dict[str, list[tuple[float, str]]] = {metric: [] for metric in METRICS}
    total = 0
    for n in SIZES:
        for kind in kinds:
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
        under = sum(share < LEAST for share, _ in cells)
        told = f"| **`{metric}`**: {len(cells)} of {total} cells judged, {under} of them under "
        yield told + f"{LEAST:g} |" + " |" * 7
        yield from (told for _, told in sorted(cells)[:SHOWN])


def main() -> None:
    kinds = SEEN if "seen" in sys.argv[1:] else FRESH
    heads = ("metric", "errors", "n", "judged (samples)", "held of judged", "95 % interval")
    heads = (*heads, "under, of all", "over, of all")
    print("| " + " | ".join(heads) + " |", "|---" * len(heads) + "|", *rows(kinds), sep="\n")


if __name__ == "__main__":
    main()
