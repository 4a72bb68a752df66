"""Kinds of innocent tables, each drawn by a function that its decorator makes known."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.told_in_an_audit import Tabled

Draw = Callable[[np.random.Generator], Tabled]
KINDS: dict[str, Draw] = {}
SIZES = (30, 60, 120, 200, 600)


def kind(name: str) -> Callable[[Callable[..., Tabled]], Draw]:
    """A kind of table. The function takes the generator, and returns a table of no name yet."""

    def named(draw: Callable[..., Tabled]) -> Draw:
        def drawn(rng: np.random.Generator) -> Tabled:
            table: Tabled = draw(rng)
            return replace(table, name=name)

        KINDS[name] = drawn
        return drawn

    return named


def size(rng: np.random.Generator) -> int:
    """Rows of a small table."""
    return int(rng.choice(SIZES))


def sigmoid(x: Any) -> NDArray[np.float64]:
    """The probability of these log-odds."""
    return np.asarray(1 / (1 + np.exp(-np.asarray(x, dtype=float))))


def with_columns(table: Tabled, cells: dict[str, Any], roles: dict[str, Any]) -> Tabled:
    """The table with others, or others in their places."""
    columns, given = {**table.columns, **cells}, {**table.roles, **roles}
    return Tabled(table.name, table.family, columns, given, table.true, table.more)


def walk(rng: np.random.Generator, n: int, rho: float) -> NDArray[np.float64]:
    """An autoregression of the first order, of spread 1."""
    steps = rng.normal(0, np.sqrt(1 - rho**2), n)
    steps[0] = rng.normal()
    for before, at in pairwise(range(n)):
        steps[at] += rho * steps[before]
    return np.asarray(steps)
