"""How often the band of `tradeoffs.learning_curve` holds what twice the rows really teach.

Tables of eight populations, of each the truth by three hundred tables of its size and of twice that
judged on twenty thousand rows. Surrogates are the probe's logistic regressions, here found by
Newton's method: the same optimum in a tenth of the time.

Run: python -m benchmarks.simulate_curves [AUDITS] (half an hour of one core at 200)
     ... --apart: rows that judge never teach, as of a split
     ... --write: and put into docs/tradeoffs.md
"""

import argparse
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Floats, Matrix, Rows
from audits.statistics import profiled_shapes
from audits.tradeoffs import learners
from audits.tradeoffs.learning_curves import Curve, fitted

PAGE = Path(__file__).parents[1] / "docs" / "tradeoffs.md"
START, END = "<!-- curves: start -->", "<!-- curves: end -->"
ROWS = (100, 300, 1000)
JUDGING, TRUTHS, POPULATION = 500, 300, 20_000
# The penalty of `audits.probing.surrogates.learner_of("linear")`: 1 / C.
PENALTY = 10.0
Codes = NDArray[np.intp]
Random = np.random.Generator
LEVELS = np.random.default_rng(5).normal(0, 1.5, 30)


def _logistic(rng: Random, values: Matrix, score: Floats) -> tuple[Matrix, Codes]:
    return values, (rng.random(len(score)) < 1 / (1 + np.exp(-score))).astype(np.intp)


def three(rng: Random, rows: int) -> tuple[Matrix, Codes]:
    """Three of five numbers say it."""
    x = rng.normal(size=(rows, 5))
    return _logistic(rng, x, 1.5 * x[:, 0] - x[:, 1] + 0.5 * x[:, 2])


def weak(rng: Random, rows: int) -> tuple[Matrix, Codes]:
    """Twenty numbers that each say a little."""
    x = rng.normal(size=(rows, 20))
    return _logistic(rng, x, x @ np.full(20, 0.4))


def sparse(rng: Random, rows: int) -> tuple[Matrix, Codes]:
    """One of fifty numbers."""
    x = rng.normal(size=(rows, 50))
    return _logistic(rng, x, 2.5 * x[:, 0])


def sign(rng: Random, rows: int) -> tuple[Matrix, Codes]:
    """The sign of a number, in .85 of the rows: a step, where accuracy is not smooth."""
    x = rng.normal(size=(rows, 2))
    return x, ((x[:, 0] > 0) == (rng.random(rows) < 0.85)).astype(np.intp)


def rare(rng: Random, rows: int) -> tuple[Matrix, Codes]:
    """A label that one row in six has."""
    x = rng.normal(size=(rows, 8))
    return _logistic(rng, x, -3.2 + 2 * x[:, 0] + 1.5 * x[:, 1] + x[:, 2])


def bent(rng: Random, rows: int) -> tuple[Matrix, Codes]:
    """Products and squares, which a linear surrogate cannot learn."""
    x = rng.normal(size=(rows, 6))
    return _logistic(rng, x, 2 * x[:, 0] * x[:, 1] + 1.2 * x[:, 2] + 0.8 * x[:, 3] ** 2 - 0.8)


def categories(rng: Random, rows: int) -> tuple[Matrix, Codes]:
    """Thirty values of a category, and a number."""
    code = rng.integers(0, 30, rows)
    x = np.zeros((rows, 32))
    x[np.arange(rows), code] = 1
    x[:, 30:] = rng.normal(size=(rows, 2))
    return _logistic(rng, x, LEVELS[code] + 0.7 * x[:, 30])


def tailed(rng: Random, rows: int) -> tuple[Matrix, Codes]:
    """Ten numbers with long tails."""
    x = rng.standard_t(2.5, size=(rows, 10))
    return _logistic(rng, x, 1.2 * x[:, 0] - 0.8 * x[:, 1] + 0.5 * x[:, 2])


POPULATIONS: Mapping[str, Callable[[Random, int], tuple[Matrix, Codes]]] = MappingProxyType(
    {each.__name__: each for each in (three, weak, sparse, sign, rare, bent, categories, tailed)}
)


def drawn(name: str, rng: Random, rows: int) -> tuple[Matrix, Codes, NDArray[np.bool_]]:
    """A table: inputs, labels, and who is of a group whose labels are turned in a tenth."""
    values, labels = POPULATIONS[name](rng, rows)
    group = rng.random(rows) < 0.3
    turned = group & (rng.random(rows) < 0.1)
    return values, np.where(turned, 1 - labels, labels), group


def answers(values: Matrix, labels: Codes, others: Matrix) -> Codes:
    """What a logistic regression that the first rows taught answers of others."""
    if (labels == labels[0]).all():
        return np.full(len(others), labels[0])
    mean, deviation = values.mean(axis=0), values.std(axis=0)
    deviation[deviation == 0] = 1
    inputs = np.column_stack([(values - mean) / deviation, np.ones(len(values))])
    penalty = np.diag([*np.full(values.shape[1], PENALTY), 0.0])
    weights = np.zeros(inputs.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-inputs @ weights))
        slope = inputs.T @ (chance - labels) + penalty @ weights
        bend = (inputs * (chance * (1 - chance))[:, None]).T @ inputs + penalty
        step = np.linalg.solve(bend + 1e-9 * np.eye(len(weights)), slope)
        weights -= np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-4:
            break
    return (((others - mean) / deviation) @ weights[:-1] + weights[-1] > 0).astype(np.intp)


def truths(name: str, rows: int, rng: Random) -> Floats:
    """Accuracy on everyone and on the group that so many rows teach, and twice as many; (2, 2)."""
    values, labels, group = drawn(name, rng, POPULATION)
    means = []
    for size in (rows, 2 * rows):
        right = []
        for _ in range(TRUTHS):
            taught = drawn(name, rng, size)
            one = answers(taught[0], taught[1], values) == labels
            right.append((one.mean(), one[group].mean()))
        means.append(np.mean(right, axis=0))
    return np.array(means)


def cell(name: str, rows: int, audits: int, *, apart: bool) -> str:
    """A line of the page: how often each interval holds its truth."""
    rng = np.random.default_rng([7, rows, sorted(POPULATIONS).index(name)])
    truth = truths(name, rows, rng)
    inside: dict[str, list[bool]] = {"gain": [], "gain of the group": [], "accuracy": []}
    widths, idle = [], 0
    for _ in range(audits):
        many = rows + JUDGING * apart
        values, labels, group = drawn(name, rng, many)
        judging = np.arange(rows * apart, many)
        steps = learners.learned(
            learners.Rowed(values, labels, np.arange(rows), judging), "linear", 40, rng,
            lambda done: None,
        )  # fmt: skip
        if steps.idle_reason() is not None:
            idle += 1
            continue
        curves = [fitted(steps.points(of)) for of in (judging >= 0, group[judging])]
        whole, of_group = (curve if isinstance(curve, Curve) else None for curve in curves)
        for key, curve, column in (("gain", whole, 0), ("gain of the group", of_group, 1)):
            if curve is not None:
                lower, upper = profiled_shapes.limits(curve.gain(rows, 2 * rows), 0.95)
                inside[key].append(lower <= truth[1, column] - truth[0, column] <= upper)
                if column == 0:
                    widths.append(upper - lower)
        if whole is not None:
            lower, upper = profiled_shapes.share_limits(whole.score(2 * rows), 0.95)
            inside["accuracy"].append(lower <= truth[1, 0] <= upper)
    shares = " | ".join(f"{np.mean(each):.3f}" for each in inside.values())
    gain = 100 * (truth[1, 0] - truth[0, 0])
    return (
        f"| {name}{', apart' if apart else ''} | {rows:,} | {gain:.1f} | {shares} | "
        f"{100 * float(np.median(widths)):.1f} | {idle} of {audits} |"
    )


def _by_newton(rows: learners.Rowed, taught: Rows, places: Rows, learner: object) -> Codes:
    return answers(rows.inputs[taught], rows.labels[taught], rows.inputs[places])


def lines(audits: int, *, apart: bool) -> Iterator[str]:
    """The page's table, a cell a line."""
    yield (
        "| population | rows | true gain, points | gain held | of the group | accuracy held | "
        "width, points | idle |"
    )
    yield "|---|---|---|---|---|---|---|---|"
    with patch.object(learners, "answered", _by_newton):
        for rows in ROWS:
            for name in POPULATIONS:
                yield cell(name, rows, audits, apart=apart)


def main(audits: int, *, apart: bool, write: bool) -> None:
    """Every cell, printed as it is done. write: put them into docs/tradeoffs.md too."""
    told = []
    for line in lines(audits, apart=apart):
        print(line, flush=True)
        told.append(line)
    if write:
        text = "\n".join(told)
        flags = " --apart" if apart else ""
        said = f"Made by `python -m benchmarks.simulate_curves {audits}{flags} --write`."
        page = PAGE.read_text(encoding="utf-8")
        before, _, rest = page.partition(START)
        after = rest.partition(END)[2]
        PAGE.write_text(f"{before}{START}\n{said}\n\n{text}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="What the band of a learning curve holds.")
    parser.add_argument("audits", type=int, nargs="?", default=200)
    parser.add_argument("--apart", action="store_true", help="rows that judge never teach")
    parser.add_argument("--write", action="store_true", help="put the table into docs/tradeoffs.md")
    asked = parser.parse_args()
    main(asked.audits, apart=asked.apart, write=asked.write)
