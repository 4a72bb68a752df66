"""Simulate the intervals of scores and of errors, worst cell first, for docs/statistics.md.

python -m benchmarks.simulate_scores            # print
python -m benchmarks.simulate_scores --write    # and put into docs/statistics.md

Each draw goes through the code that measures, so "undetermined" is what the product would say.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property, partial
from math import exp, pi, sqrt
from pathlib import Path

import numpy as np
from scipy import stats

from audits.measurement import Estimate, Measurement
from audits.probes.fairness.calibration import calibration_of_group
from audits.probes.fairness.ranking import areas_of_group
from audits.probes.fairness.regression_error import errors_of_group
from audits.statistics.enough_rows import SIGNED, SQUARED
from audits.statistics.intervals import limits
from audits.statistics.ranked_scores import ranked
from audits.statistics.residuals import Pairs, residuals
from audits.statistics.shares import Stated

SIZES = (30, 100, 300, 1000, 5000)
ERROR_SIZES = (30, 100, 300, SIGNED.rows, SQUARED.rows, 5000)
# Weights of deviation 1 make a third of the rows' worth.
WEIGHTED_SIZES = (5000, 10_000)
STATED = Stated(0.95, 30)
# The level that one of twenty groups is held to: .025 / 20.
STRICT = 1 - 2 * 0.025 / 20
SHOWN = 6
# A cell of which fewer samples than this are judged is one that is not judged: no rule that judges
# normal errors can refuse a sample of others that happens to look like them.
FEWEST_JUDGED = 0.01
# Samples that are judged, so that their intervals can be counted, and most draws to find them.
ENOUGH_JUDGED, MOST_DRAWS = 60, 2500
PAGE = Path("docs/statistics.md")
START, END = "<!-- scores: start -->", "<!-- scores: end -->"


@dataclass(frozen=True)
class Cell:
    """What is drawn: one data set after another, and the true values of what is measured."""

    what: str
    n: int
    true: Callable[[], dict[str, float]]
    draw: Callable[[np.random.Generator], Iterator[Measurement]]

    @cached_property
    def truths(self) -> dict[str, float]:
        return self.true()


@dataclass
class Count:
    """Of one metric in one cell."""

    draws: int = 0
    judged: int = 0
    over: int = 0
    under: int = 0
    strictly_over: int = 0
    strictly_under: int = 0

    def add(self, found: Measurement, truth: float) -> None:
        self.draws += 1
        if not isinstance(found, Estimate):
            return
        self.judged += 1
        slack = 1e-12 * max(1.0, abs(truth))
        self.over += found.interval.lower > truth + slack
        self.under += found.interval.upper < truth - slack
        strict = limits(found.method, found.evidence, STRICT)
        self.strictly_over += strict.lower > truth + slack
        self.strictly_under += strict.upper < truth - slack

    @property
    def held(self) -> float:
        """Share of data sets whose interval, if there was one, held the truth."""
        return 1 - (self.over + self.under) / self.draws

    @property
    def held_of_judged(self) -> float:
        return 1 - (self.over + self.under) / max(1, self.judged)

    @property
    def is_judged(self) -> bool:
        return self.judged >= FEWEST_JUDGED * self.draws


# --- errors of numbers -------------------------------------------------------------------------


def large(times: float) -> Callable[[np.random.Generator, int], np.ndarray]:
    """Normal errors, 2 % of them so many times as large."""
    return lambda rng, n: rng.normal(size=n) * np.where(rng.random(n) < 0.02, times, 1.0)


def beside(rng: np.random.Generator, n: int) -> np.ndarray:
    """Normal errors, 2 % of them 10 too high."""
    return rng.normal(size=n) + 10 * (rng.random(n) < 0.02)


ERRORS: dict[str, Callable[[np.random.Generator, int], np.ndarray]] = {
    "normal errors": lambda rng, n: rng.normal(size=n),
    "Laplace errors": lambda rng, n: rng.laplace(size=n),
    "2 % of errors 10 times as large": large(10),
    "2 % of errors 50 times as large": large(50),
    "2 % of errors 10 too high": beside,
    "errors of t, 5 df": lambda rng, n: rng.standard_t(5, n),
    "errors of t, 3 df": lambda rng, n: rng.standard_t(3, n),
    "errors of t, 2 df": lambda rng, n: rng.standard_t(2, n),
    "log-normal errors, deviation .5": lambda rng, n: rng.lognormal(0, 0.5, n),
    "log-normal errors, deviation 1": lambda rng, n: rng.lognormal(0, 1, n),
    "log-normal errors, deviation 1.5": lambda rng, n: rng.lognormal(0, 1.5, n),
}


def moments(name: str) -> tuple[float, float, float]:
    """Mean, mean size and mean square of the errors; infinite where there is none."""
    half = sqrt(2 / pi)
    if name.startswith("log-normal"):
        deviation = float(name.split()[-1])
        mean = exp(deviation**2 / 2)
        return mean, mean, exp(2 * deviation**2)
    if "times as large" in name:
        times = float(name.split()[4])
        return 0.0, half * (0.98 + 0.02 * times), 0.98 + 0.02 * times**2
    if "too high" in name:
        shifted = stats.foldnorm.mean(10)
        return 0.2, 0.98 * half + 0.02 * float(shifted), 1 + 0.02 * 100
    if "of t" in name:
        df = int(name.split()[3])
        size = 2 * float(stats.t.expect(lambda x: x, args=(df,), lb=0))
        return 0.0, size, df / (df - 2) if df > 2 else np.inf
    return (0.0, half, 1.0) if name.startswith("normal") else (0.0, 1.0, 2.0)


def error_cells() -> Iterator[Cell]:
    for name, errors in ERRORS.items():
        mean, size, square = moments(name)
        truths = {"mean_error": mean, "mean_absolute_error": size}
        if np.isfinite(square):
            truths["root_mean_squared_error"] = sqrt(square)
        for weights in (0.0, 1.0, 1.5, 3.0):
            for n in WEIGHTED_SIZES if weights else ERROR_SIZES:
                for labels, spread in (("normal", 9.0), ("log-normal", (exp(1) - 1) * exp(1))):
                    if labels != "normal" and weights:
                        continue
                    held = dict(truths)
                    if np.isfinite(square):
                        held["r_squared"] = 1 - square / spread
                    what = name + (f", weights of deviation {weights:g}" if weights else "")
                    what += "" if labels == "normal" else ", log-normal labels"
                    if labels != "normal":
                        held = {k: v for k, v in held.items() if k == "r_squared"}
                    if held:
                        yield Cell(
                            what, n, partial(dict, held), _errors(errors, labels, weights, n)
                        )


def _errors(errors, labels, weights, n):
    def draw(rng: np.random.Generator) -> Iterator[Measurement]:
        label = 3 * rng.normal(size=n) if labels == "normal" else rng.lognormal(0, 1, n)
        held = rng.lognormal(0, weights, n) if weights else None
        pairs = Pairs(label, label + errors(rng, n), None, held)
        return errors_of_group((), residuals(pairs), STATED)

    return draw


# --- ranking -----------------------------------------------------------------------------------

Pieces = tuple[Callable, Callable, Callable, Callable]


def normal_scores(area: float) -> Pieces:
    """Scores of positives and of negatives, and the shares of each above a score."""
    shift = sqrt(2) * stats.norm.ppf(area)
    return (
        lambda rng, n: rng.normal(shift, 1, n),
        lambda rng, n: rng.normal(size=n),
        lambda x: stats.norm.sf(x - shift),
        stats.norm.sf,
    )


def exponential_scores(area: float) -> Pieces:
    """A long tail of high positives."""
    rate = area / (1 - area)
    return (
        lambda rng, n: rng.exponential(size=n),
        lambda rng, n: rng.exponential(size=n) / rate,
        lambda x: np.exp(-x),
        lambda x: np.exp(-rate * x),
    )


def mirrored_scores(area: float) -> Pieces:
    """A long tail of low negatives."""
    rate = area / (1 - area)
    return (
        lambda rng, n: -rng.exponential(size=n) / rate,
        lambda rng, n: -rng.exponential(size=n),
        lambda x: -np.expm1(rate * x),
        lambda x: -np.expm1(x),
    )


def rare_high(area: float) -> Pieces:
    """All apart, but for a few negatives above everybody."""
    few = 1 - area
    return (
        lambda rng, n: 1 + rng.random(n),
        lambda rng, n: rng.random(n) + 3 * (rng.random(n) < few),
        lambda x: np.clip(2 - x, 0, 1),
        lambda x: np.full_like(x, few),
    )


def rare_low(area: float) -> Pieces:
    """All apart, but for a few positives under everybody."""
    few = 1 - area
    return (
        lambda rng, n: 1 + rng.random(n) - 3 * (rng.random(n) < few),
        lambda rng, n: rng.random(n),
        lambda x: np.where(x > 0, (1 - few) * np.clip(2 - x, 0, 1), 1 - few * (x + 2)),
        lambda x: np.clip(1 - x, 0, 1),
    )


SCORES = {
    "normal scores": normal_scores,
    "exponential scores": exponential_scores,
    "mirrored exponential scores": mirrored_scores,
    "a few negatives on top": rare_high,
    "a few positives at the bottom": rare_low,
}


def ranking_cells() -> Iterator[Cell]:
    for name, made in SCORES.items():
        for area in (0.5, 0.8, 0.95, 0.99, 0.995):
            if name.startswith("a few") and area < 0.95:
                continue
            pieces = made(area)
            for n in SIZES[1:]:
                for share in (0.02, 0.1, 0.5, 0.9, 0.98):
                    if min(share, 1 - share) * n < 20:
                        continue
                    truths = partial(areas_of, name, area, share)
                    for weights in (0.0, 1.0) if share in (0.1, 0.5) and n < 5000 else (0.0,):
                        what = f"{name}, area {area:g}, {share:g} positive"
                        what += f", weights of deviation {weights:g}" if weights else ""
                        yield Cell(what, n, truths, _scores(pieces, share, weights, n))


@cache
def areas_of(name: str, area: float, share: float) -> dict[str, float]:
    """Area and average precision of endless rows."""
    draw, _, above, under = SCORES[name](area)
    at = draw(np.random.default_rng(5), 400_000)
    precision = np.mean(share * above(at) / (share * above(at) + (1 - share) * under(at)))
    return {"roc_auc": area, "average_precision": float(precision)}


def _scores(pieces, share, weights, n):
    def draw(rng: np.random.Generator) -> Iterator[Measurement]:
        positive = rng.random(n) < share
        scores = np.where(positive, pieces[0](rng, n), pieces[1](rng, n))
        held = rng.lognormal(0, weights, n) if weights else None
        return areas_of_group((), ranked(scores, positive, None, held), STATED)

    return draw


# --- probabilities -----------------------------------------------------------------------------

PROBABILITIES: dict[str, tuple[Callable, Callable]] = {
    "true": (lambda rng, n: rng.beta(2, 2, n), lambda q: q),
    ".1 too high": (lambda rng, n: rng.beta(2, 2, n), lambda q: np.clip(q - 0.1, 0, 1)),
    "too sure": (lambda rng, n: rng.beta(0.5, 0.5, n), lambda q: 0.5 + 0.7 * (q - 0.5)),
    "true, near 0 and 1": (lambda rng, n: rng.beta(0.1, 0.1, n), lambda q: q),
    "true, .01 or .99": (lambda rng, n: np.where(rng.random(n) < 0.5, 0.01, 0.99), lambda q: q),
    "0 or 1, wrong in 2 %": (
        lambda rng, n: (rng.random(n) < 0.3).astype(float),
        lambda q: np.where(q > 0.5, 0.98, 0.02),
    ),
    "one score of .02, true": (lambda rng, n: np.full(n, 0.02), lambda q: q),
    "one score of .02 where .03 is true": (lambda rng, n: np.full(n, 0.02), lambda q: q + 0.01),
    "rare (.02), half of the truth": (lambda rng, n: rng.beta(0.6, 59, n), lambda q: 2 * q),
    "common (.98), true": (lambda rng, n: 1 - rng.beta(0.6, 29.4, n), lambda q: q),
    "rare (.005), true": (lambda rng, n: rng.beta(0.5, 99.5, n), lambda q: q),
}


def probability_cells() -> Iterator[Cell]:
    for name, (drawn, true) in PROBABILITIES.items():
        for weights in (0.0, 1.0, 1.5, 3.0):
            truths = partial(losses_of, name, weights == 0)
            for n in SIZES if weights == 0 else SIZES[2:4]:
                what = f"probabilities {name}"
                what += f", weights of deviation {weights:g}" if weights else ""
                yield Cell(what, n, truths, _probabilities(drawn, true, weights, n))


@cache
def losses_of(name: str, calibration: bool) -> dict[str, float]:
    """Brier score and error over 15 bins of endless rows."""
    drawn, true = PROBABILITIES[name]
    score = np.sort(drawn(np.random.default_rng(6), 600_000))
    rate = np.clip(true(score), 0, 1)
    found = {"brier_score": float(np.mean(rate * (1 - score) ** 2 + (1 - rate) * score**2))}
    if not calibration:
        return found
    # Rows of one score are in one bin, as in the code.
    _, first, many = np.unique(score, return_index=True, return_counts=True)
    middle = (first + many / 2) / len(score)
    place = np.minimum((middle * 15).astype(int), 14)
    away = np.bincount(place, np.add.reduceat(rate - score, first), minlength=15)
    return found | {"expected_calibration_error": float(np.abs(away).sum() / len(score))}


def _probabilities(drawn, true, weights, n):
    def draw(rng: np.random.Generator) -> Iterator[Measurement]:
        score = drawn(rng, n)
        positive = rng.random(n) < np.clip(true(score), 0, 1)
        held = rng.lognormal(0, weights, n) if weights else None
        rows = ranked(score, positive, None, held)
        # With weights the calibration error is not looked at.
        draws = 5 if weights else 200
        return calibration_of_group((), rows, STATED, draws, lambda _: rng, [])

    return draw


# --- clusters ----------------------------------------------------------------------------------


def cluster_cells() -> Iterator[Cell]:
    errors = {
        "mean_error": 0.0,
        "mean_absolute_error": sqrt(2 / pi),
        "root_mean_squared_error": 1.0,
        "r_squared": 1 - 1 / 9,
    }
    for alike in (0.05, 0.4):
        for number in (6, 15, 30, 60):
            for unequal in (False, True):
                sizes = "of 50" if not unequal else "of unequal size"
                what = f"{number} clusters {sizes}, alike by {alike:g}"
                yield Cell(
                    what,
                    50 * number,
                    partial(dict, errors),
                    _clustered_errors(number, unequal, alike),
                )
                loss = {"brier_score": 0.3 * 0.7}
                yield Cell(
                    what + ", probability .3 true", 50 * number, partial(dict, loss),
                    _clustered_losses(number, unequal, alike, 0.3),
                )  # fmt: skip
                loss = {"brier_score": 0.02 * 0.98}
                yield Cell(
                    what + ", probability .02 true", 50 * number, partial(dict, loss),
                    _clustered_losses(number, unequal, alike, 0.02),
                )  # fmt: skip
                if number > 6:
                    for area in (0.8, 0.99):
                        yield Cell(
                            what + f", area {area:g}, a label for each cluster", 50 * number,
                            partial(dict, roc_auc=area),
                            _clustered_scores(number, unequal, alike, area),
                        )  # fmt: skip


def _codes(rng: np.random.Generator, number: int, unequal: bool) -> np.ndarray:
    sizes = np.full(number, 50)
    if unequal:
        sizes = np.maximum(1, np.rint(50 * rng.lognormal(-0.32, 0.8, number))).astype(int)
    return np.repeat(np.arange(number, dtype=np.int32), sizes)


def _shared(rng, codes, number, alike):
    own = rng.normal(size=len(codes)) * sqrt(1 - alike)
    return sqrt(alike) * rng.normal(size=number)[codes] + own


def _clustered_errors(number, unequal, alike):
    def draw(rng: np.random.Generator) -> Iterator[Measurement]:
        codes = _codes(rng, number, unequal)
        label = 3 * _shared(rng, codes, number, alike)
        predicted = label + _shared(rng, codes, number, alike)
        pairs = Pairs(label, predicted, None, None, codes)
        return errors_of_group((), residuals(pairs), STATED)

    return draw


def _clustered_losses(number, unequal, alike, rate):
    def draw(rng: np.random.Generator) -> Iterator[Measurement]:
        codes = _codes(rng, number, unequal)
        more = (1 - alike) / alike
        rates = rng.beta(rate * more, (1 - rate) * more, number)
        positive = rng.random(len(codes)) < rates[codes]
        rows = ranked(np.full(len(codes), rate), positive, None, None, codes)
        return calibration_of_group((), rows, STATED, 5, lambda _: rng, [])

    return draw


def _clustered_scores(number, unequal, alike, area):
    shift = sqrt(2) * float(stats.norm.ppf(area))

    def draw(rng: np.random.Generator) -> Iterator[Measurement]:
        codes = _codes(rng, number, unequal)
        positive = (np.arange(number) % 2 == 0)[codes]
        scores = _shared(rng, codes, number, alike) + shift * positive
        return areas_of_group((), ranked(scores, positive, None, None, codes), STATED)

    return draw


# --- the table ---------------------------------------------------------------------------------

PARTS = {
    "errors": error_cells,
    "ranking": ranking_cells,
    "probabilities": probability_cells,
    "clusters": cluster_cells,
}


def counted(
    cell: Cell, draws: int, rng: np.random.Generator, *, more: bool = False
) -> dict[str, Count]:
    """How often each metric of a cell was judged, and how often it missed.

    more: go on where few samples are judged, until enough of those are.
    """
    found = {metric: Count() for metric in cell.truths}

    def draw(times: int) -> None:
        for _ in range(times):
            for item in cell.draw(rng):
                if item.metric in found:
                    found[item.metric].add(item, cell.truths[item.metric])

    draw(draws)
    while more and any(0 < count.judged < ENOUGH_JUDGED for count in found.values()):
        if max(count.draws for count in found.values()) >= MOST_DRAWS:
            break
        draw(100)
    return found


def draws_of(cell: Cell) -> int:
    """Fewer of what takes long: many rows, and the bootstrap of the calibration error."""
    if "mean_error" in cell.truths or "r_squared" in cell.truths:
        return 20 if cell.n < SIGNED.rows else 400 if cell.n <= SQUARED.rows else 200
    many = 1000 if cell.n <= 300 else 600 if cell.n <= 1000 else 300
    return many if "expected_calibration_error" not in cell.truths else min(many, 400)


def table(parts: list[str], seed: int = 0) -> str:
    """The worst cells of each metric, the worst first."""
    found: dict[tuple[str, bool], list[tuple[Cell, Count]]] = {}
    for part in parts:
        for position, cell in enumerate(PARTS[part]()):
            # Each cell by itself is what it is among all.
            rng = np.random.default_rng([seed, position])
            for metric, count in counted(cell, draws_of(cell), rng, more=True).items():
                found.setdefault((metric, part == "clusters"), []).append((cell, count))
    heads = ("metric", "rows", "n", "judged", "held", "of judged", "under", "over")
    heads = (*heads, "under, strict", "over, strict")
    lines = ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
    for (metric, clustered), cells in found.items():
        total, cells = len(cells), [cell for cell in cells if cell[1].is_judged]
        cells.sort(key=lambda each: each[1].held_of_judged)
        more = ", clusters" if clustered else ""
        told = f"| **`{metric}`**{more}: {len(cells)} of {total} cells judged |"
        lines.append(told + " |" * (len(heads) - 1))
        for cell, count in cells[:SHOWN]:
            draws = count.draws
            shares = [count.under, count.over, count.strictly_under, count.strictly_over]
            told = " | ".join(f"{part / draws:.3f}" for part in shares)
            lines.append(
                f"| `{metric}` | {cell.what} | {cell.n} | {count.judged / draws:.2f} "
                f"| {count.held:.3f} | {count.held_of_judged:.3f} | {told} |"
            )
    return "\n".join(lines)


def main() -> None:
    named = [part for part in sys.argv[1:] if part in PARTS]
    text = table(named or list(PARTS))
    print(text)
    if "--write" in sys.argv and not named:
        page = PAGE.read_text(encoding="utf-8")
        before, after = page.split(START)[0], page.split(END)[1]
        PAGE.write_text(f"{before}{START}\n{text}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
