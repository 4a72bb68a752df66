"""Innocent tables of labels that are numbers: heavy tails, many 0, forecasts, grades."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.table_kinds import kind, sigmoid, size, walk
from benchmarks.told_in_an_audit import Tabled


def numbers(
    rng: np.random.Generator, label: NDArray[Any], answer: NDArray[Any], digits: int = 3
) -> Tabled:
    """Labels that are numbers, and the numbers that a model foretells."""
    n = len(label)
    columns = {
        "sex": rng.choice(["female", "male"], n).tolist(),
        "label": np.round(label, digits).tolist(),
        "answer": np.round(answer, digits).tolist(),
    }
    roles = {
        "sex": {"role": "protected"},
        "label": {"role": "label", "kind": "number"},
        "answer": {"role": "prediction", "kind": "number"},
    }
    return Tabled("", "numbers", columns, roles)


@kind("numbers, normal, a linear model")
def _linear(rng: np.random.Generator) -> Tabled:
    x = rng.normal(size=size(rng))
    return numbers(rng, 50 + 9 * x + rng.normal(0, 5, len(x)), 50 + 9 * x)


@kind("numbers about 0, and answers shrunk toward it")
def _shrunk(rng: np.random.Generator) -> Tabled:
    x = rng.normal(size=size(rng))
    times = rng.choice([0.1, 0.3, 0.5])
    return numbers(rng, x + rng.normal(0, rng.choice([0.1, 0.4, 1]), len(x)), times * x, 5)


@kind("numbers of a heavy tail, a model of the mean")
def _heavy(rng: np.random.Generator) -> Tabled:
    x = rng.normal(0, rng.uniform(0.5, 2), size(rng))
    noise = rng.uniform(0.2, 2.5)
    label = np.exp(3 + x + noise * rng.normal(size=len(x)))
    return numbers(rng, label, np.exp(3 + x + noise**2 / 2))


@kind("numbers of a heavy tail, a model of the median")
def _heavy_median(rng: np.random.Generator) -> Tabled:
    x = rng.normal(0, rng.uniform(0.5, 2), size(rng))
    label = np.exp(3 + x) * (1 + rng.pareto(1.5, len(x)))
    return numbers(rng, label, np.exp(3 + x) * 1.59)


@kind("amounts, most of them 0, a model of the mean")
def _inflated(rng: np.random.Generator) -> Tabled:
    x = rng.normal(size=size(rng))
    paid = rng.random(len(x)) < sigmoid(x * 2 + rng.uniform(-1, 0.6))
    label = np.where(paid, np.exp(4 + x + 0.5 * rng.normal(size=len(x))), 0)
    return numbers(rng, label, sigmoid(2 * x) * np.exp(4.1 + x), 2)


@kind("answers cut off at 0, labels above")
def _clipped(rng: np.random.Generator) -> Tabled:
    x = rng.normal(size=size(rng))
    label = np.exp(rng.uniform(0, 1) + x + 0.3 * rng.normal(size=len(x)))
    return numbers(rng, label + 0.05, np.maximum(0, rng.uniform(0.5, 2.5) + 2.5 * x), 4)


@kind("counts with many 0, rates as answers")
def _counts(rng: np.random.Generator) -> Tabled:
    rate = np.exp(rng.normal(rng.uniform(-1.5, 1), 0.8, size(rng)))
    shape = rng.uniform(0.5, 3)
    label = rng.poisson(rate * rng.gamma(shape, 1 / shape, len(rate)))
    return numbers(rng, label, rate)


@kind("counts with many 0, whole numbers as answers")
def _whole_counts(rng: np.random.Generator) -> Tabled:
    rate = np.exp(rng.normal(rng.uniform(-1, 1.5), 0.8, size(rng)))
    return numbers(rng, rng.poisson(rate), np.round(rate))


@kind("numbers, answers of a tree's few leaves")
def _leaves(rng: np.random.Generator) -> Tabled:
    x = rng.normal(size=size(rng))
    leaf = np.digitize(
        x, np.quantile(x, np.sort(rng.uniform(0.05, 0.95, int(rng.integers(1, 12)))))
    )
    label = np.exp(2 + x * rng.uniform(0.5, 1.5) + 0.3 * rng.normal(size=len(x)))
    means = np.bincount(leaf, label) / np.maximum(1, np.bincount(leaf))
    return numbers(rng, label, means[leaf])


@kind("numbers, the mean as every answer")
def _constant(rng: np.random.Generator) -> Tabled:
    label = rng.lognormal(2, 1, size(rng))
    return numbers(rng, label, np.full(len(label), rng.lognormal(2.3, 1)))


@kind("numbers in the order of time, foretold by the row before")
def _forecast(rng: np.random.Generator) -> Tabled:
    n = int(rng.choice([60, 200, 1000, 5000]))
    rho = rng.choice([0.3, 0.6, 0.9, 0.99])
    state = 100 + 10 * walk(rng, n + 1, rho)
    return numbers(rng, state[1:], 100 + rho * (state[:-1] - 100))


@kind("numbers in the order of time, of a season, foretold by the row before")
def _season(rng: np.random.Generator) -> Tabled:
    n = int(rng.choice([120, 365, 1000]))
    state = 100 + 20 * np.sin(2 * np.pi * np.arange(n + 1) / rng.choice([7, 12, 24]))
    state += 5 * walk(rng, n + 1, 0.5)
    return numbers(rng, state[1:], state[:-1])


@kind("numbers, answers that are better than the labels' spread, 5,000 rows")
def _large_numbers(rng: np.random.Generator) -> Tabled:
    x = rng.normal(size=5000)
    return numbers(rng, np.exp(6 + 0.5 * x), np.exp(6 + 0.5 * x + 0.05 * rng.normal(size=5000)))


@kind("grades of 1 to 5")
def _grades(rng: np.random.Generator) -> Tabled:
    x = rng.normal(3, 1, size(rng))
    label = np.clip(np.round(x + rng.normal(0, 0.5, len(x))), 1, 5)
    table = numbers(rng, label, np.clip(np.round(x), 1, 5), 0)
    return Tabled("", "grades", table.columns, table.roles, ("different whole numbers",))
