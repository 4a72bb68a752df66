"""Ways in which the cells of a table go wrong, at five severities.

Severity is the share of rows whose cell is hit: 5, 10, 20, 35 and 50 of 100 (rounding: the digits
that are left). Numbers and categories stay what they are: whole columns stay whole, a category is
exchanged for another that occurs.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np

from audits.data.dataset import Categories, Numbers, Values

SHARES = (0.05, 0.1, 0.2, 0.35, 0.5)
# Digits that rounding leaves, and what a wrong unit multiplies by (inches for centimetres).
DIGITS, UNIT = (4, 3, 2, 2, 1), 2.54

CORRUPTIONS: Mapping[str, str] = MappingProxyType(
    {
        "missing cells": "cells are empty",
        "wrong units": "numbers are given in another unit (times 2.54)",
        "rounding": "numbers keep fewer digits",
        "stale values": "cells are those of another row",
        "swapped columns": "the cells of two columns of one kind are exchanged",
    }
)


def corrupted(
    columns: Mapping[str, Values], name: str, severity: int, rng: np.random.Generator
) -> dict[str, Values]:
    """The columns gone wrong; those that this does nothing to are left out.

    columns: that the model reads, by name. name: a key of CORRUPTIONS. severity: 1 to 5.
    """
    share = SHARES[severity - 1]
    if name == "swapped columns":
        return _swapped(columns, share, rng)
    changed: dict[str, Values] = {}
    for column in sorted(columns):
        values = columns[column]
        hit = rng.random(len(values)) < share
        match name, values:
            case "missing cells", Numbers(numbers):
                changed[column] = Numbers(np.where(hit, np.nan, numbers))
            case "missing cells", Categories(codes, levels):
                changed[column] = Categories(np.where(hit, -1, codes), levels)
            case "wrong units", Numbers(numbers):
                times = np.where(hit, UNIT, 1.0)
                whole = _is_whole(numbers)
                changed[column] = Numbers(np.rint(numbers * times) if whole else numbers * times)
            case "rounding", Numbers(numbers):
                changed[column] = Numbers(_rounded(numbers, DIGITS[severity - 1]))
            case "stale values", Numbers() | Categories():
                other = rng.permutation(len(values))
                changed[column] = values.take(np.where(hit, other, np.arange(len(values))))
    return changed


def _is_whole(numbers: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> bool:
    known = numbers[np.isfinite(numbers)]
    return bool((known == np.rint(known)).all())


def _rounded(
    numbers: "np.ndarray[tuple[int], np.dtype[np.float64]]", digits: int
) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """To so many digits; 0 and what is missing stay."""
    size = np.abs(np.where(np.isfinite(numbers) & (numbers != 0), numbers, 1.0))
    scale = 10.0 ** (digits - 1 - np.floor(np.log10(size)))
    return np.asarray(np.rint(numbers * scale) / scale)


def _swapped(
    columns: Mapping[str, Values], share: float, rng: np.random.Generator
) -> dict[str, Values]:
    """Neighbours of one kind, in the order of their names, two by two; whole among whole."""
    changed: dict[str, Values] = {}
    for pair in _pairs(columns):
        (first, a), (second, b) = ((name, columns[name]) for name in pair)
        hit = rng.random(len(a)) < share
        assert isinstance(a, Numbers)
        assert isinstance(b, Numbers)
        changed[first] = Numbers(np.where(hit, b.values, a.values))
        changed[second] = Numbers(np.where(hit, a.values, b.values))
    return changed


def _pairs(columns: Mapping[str, Values]) -> Sequence[tuple[str, str]]:
    kinds: dict[bool, list[str]] = {True: [], False: []}
    for name in sorted(columns):
        values = columns[name]
        if isinstance(values, Numbers):
            kinds[_is_whole(values.values)].append(name)
    return [
        (names[at], names[at + 1]) for names in kinds.values() for at in range(0, len(names) - 1, 2)
    ]
