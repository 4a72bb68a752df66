"""Lines of a file that are no rows, and are read as such: a second header, commented-out rows."""

from collections.abc import Iterator, Mapping, Sequence

from audits.data.dataset import Categories
from audits.data.reading.gathering import GatheredCodes
from audits.data.reading.non_numeric_cells import Strange
from audits.data.reading.read_column import Read
from audits.specification.counts import counted
from audits.specification.yaml_spelling import in_yaml

# Fewer numbers below a word make no column of numbers.
_FEWEST_BELOW = 3
# Where other values stand in so many rows on average, one that stands in the first alone is odd.
_OFTEN = 5
_MOST_SHOWN = 8


def word_above_numbers(gathered: GatheredCodes, strange: Strange) -> str | None:
    """The first cell, where it is the only one that is no number; else None.

    strange: those of the column's cells that are no numbers.
    """
    if len(strange.words) != 1 or strange.numbers < _FEWEST_BELOW:
        return None
    ((text, word),) = strange.words.items()
    first = gathered.codes()[0]
    return text.strip() if word.count == 1 and first >= 0 and gathered.raw[first] == text else None


def second_header(words: Mapping[str, str]) -> Iterator[str]:
    """The sentence about a first row that reads like one. words: its words by their column."""
    if words:
        named = " and ".join(f"{word!r} in column {name!r}" for name, word in words.items())
        yield (
            f"the first row below the names reads like a second header, {named}, where every other "
            "cell is a number; it counts as a row, and its words as values: if it is a header, "
            "delete that line"
        )


def captions(columns: Sequence[Read]) -> Iterator[str]:
    """The sentence about a first row of words that no other row has, in whatever is compared.

    columns: those that are compared. Where numbers stand below a word, `second_header` tells.
    """
    words = {}
    for read in columns:
        values = read.values
        if isinstance(values, Categories) and len(values.codes):
            amounts, first = values.amounts(), int(values.codes[0])
            others = int((amounts > 0).sum()) - 1
            often = others > 0 and int(amounts.sum()) - 1 >= _OFTEN * others
            if first < 0 or amounts[first] != 1 or not often:
                return
            words[read.column.name] = values.levels[first]
    if len(words) > 1:
        named = " and ".join(f"{word!r} in column {name!r}" for name, word in words.items())
        yield (
            f"the first row below the names reads like a second header, {named}, which no other "
            "row has; it counts as a row, and its words as values: if it is a header, delete that "
            "line"
        )


def commented_out(name: str, values: Categories) -> Iterator[str]:
    """The sentence about values such as `#female` beside `female`. name: of the column."""
    known = set(values.levels)
    out = {
        level: int(rows)
        for level, rows in zip(values.levels, values.amounts(), strict=True)
        if rows and level.startswith("#") and level.lstrip("# ") in known
    }
    if out:
        shown = [f"{level!r} ({counted(n, 'row', 'rows')})" for level, n in out.items()]
        more = f" and {len(shown) - _MOST_SHOWN} more" if len(shown) > _MOST_SHOWN else ""
        verb = "stands" if len(shown) == 1 else "stand"
        excepted = ", ".join(map(in_yaml, out))
        yield (
            f"{', '.join(shown[:_MOST_SHOWN])}{more} in column {name!r} {verb} beside the same "
            "without '#' and counts as rows like the others: if they were commented out, leave "
            f"them out with `rows: {{{in_yaml(name)}: {{except: [{excepted}]}}}}`"
        )
