"""Numbers that may say that nothing is known: the -9, 99 and 999 of questionnaires."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Categories, Numbers, Values
from audits.data.reading.spelling import number_of

# -1, and nines that end in 7 (refused), 8 (not known) or 9 (no answer), as SPSS and Stata users
# code them.
_CODES = np.array(
    [-1.0, *(sign * (10.0**n - k) for n in range(1, 7) for k in (1, 2, 3) for sign in (1, -1))]
)
# A value more common than this is an answer like the others.
_SHARE_RARE = 0.2
# Codes from 0 on without a gap, as pandas and scikit-learn give classes: a -1 beside so many, in
# rows enough to be no slip, is theirs for none.
_FEWEST_CODES, _MOST_CODES = 3, 50
NO_CLASS = -1
# A code that stands in fewer rows is told where it lies farther off by so many times.
_FEWEST, _FAR = 3, 3.0


def is_code(text: str) -> bool:
    """Whether a cell is such a number. text: the cell."""
    number = number_of(text)
    return number is not None and bool(np.isin(number, _CODES))


def coded_missing(values: Values, *, named: bool = False) -> dict[str, int]:
    """Such codes of a column with their rows: farther from the others than those lie apart.

    named: whether the file names the codes from 0 on, as `ClassLabel` does: -1 is none of them.

    Classes are looked at where all are numbers; with three, a -1 beside 0 and 1 is one of them. So
    is a code among words that are no numbers.
    """
    if isinstance(values, Numbers):
        ends = [fold.reduce(values.values, initial=np.nan) for fold in (np.fmin, np.fmax)]
        if np.isfinite(ends).all() and not np.isin(ends, _CODES).any():
            return {}  # without a copy of the column
        known = values.values[np.isfinite(values.values)]
        if not len(known) or not np.isin([known.min(), known.max()], _CODES).any():
            return {}
        numbers, rows = known, np.ones(len(known))
    elif isinstance(values, Categories):
        amounts = values.amounts()
        read = [number_of(level) for level in values.levels]
        if None in read:
            return _among_words(values, read)
        if len(read) < 3 and not named:
            return {}
        numbers = np.array(read, dtype=float)[amounts > 0]
        rows = amounts[amounts > 0].astype(float)
    else:
        return {}
    coded = np.isin(numbers, _CODES)
    if not coded.any() or coded.all():
        return {}
    low, high = float(numbers[~coded].min()), float(numbers[~coded].max())
    codes = {}
    for code in np.unique(numbers[coded]):
        count = int(rows[numbers == code].sum())
        away, reach = max(low - code, code - high), high - low
        # Of counts with a long tail the largest one lies alone too, once.
        alone = low < high and away > (reach if count >= _FEWEST else _FAR * reach)
        is_none = code == NO_CLASS and count >= _FEWEST and _skip_below(numbers[numbers != code])
        if (named and code == NO_CLASS) or (
            (alone or is_none) and count <= _SHARE_RARE * rows.sum()
        ):
            codes[f"{code:g}"] = count
    return codes


def _skip_below(others: NDArray[np.float64]) -> bool:
    """Whether a -1 is no value like these: on a scale from 1 on, of fractions, or of codes from 0.

    Of whole numbers with a 0 it may be the next one below, unless each of them occurs.
    """
    seen = np.unique(others)
    if len(seen) < _FEWEST_CODES or seen[0] < 0:
        return False
    if seen[0] >= 1 or (seen != np.round(seen)).any():
        return True
    # A code of another kind may stand above.
    low = seen[(seen < 10) | ~np.isin(seen, _CODES)]
    return len(low) <= _MOST_CODES and np.array_equal(low, np.arange(len(low)))


def _among_words(values: Categories, read: Sequence[float | None]) -> dict[str, int]:
    """Codes of classes that are words: the one or two numbers among them.

    read: of each class its number, None of a word.
    """
    amounts = values.amounts()
    seen = [index for index in range(len(read)) if amounts[index]]
    numbers = {index: number for index in seen if (number := read[index]) is not None}
    if not 0 < len(numbers) <= 2 or len(seen) < len(numbers) + 2:
        return {}
    return {
        values.levels[index]: int(amounts[index])
        for index, number in numbers.items()
        if np.isin(number, _CODES) and amounts[index] <= _SHARE_RARE * amounts.sum()
    }
