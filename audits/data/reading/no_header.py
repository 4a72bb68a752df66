"""A table whose first line is a row: SageMaker's output joined to its input, a database's dump.

It is refused and not told: its cells would be the columns' names, and no number would count it.
"""

import re
from collections.abc import Collection, Mapping
from itertools import islice

from audits.data.reading.spelling import number_of
from audits.data.reading.table import bad

_NUMBER = re.compile(r"\d+")
_LOOKED_AT = 100
# Words of what is no name of a column.
_SENTENCE = 3


def check_header(values: Mapping[str, Collection[str]], numbers: Collection[str]) -> None:
    """Some name is neither a number above numbers nor a value of its own column, or like all of it.

    values: by the name of each column, the different cells, as far as they were counted. numbers:
    the names of the columns of numbers. Raises `Refused` with how to write names above. Names such
    as 0, 1, 2 are those that pandas gives, and 2020, 2021 are years.
    """
    names = [name for name in values if name.strip()]
    if len(names) < 2 or _are_in_a_row(names):
        return
    if not all(_is_cell(name, values[name], name in numbers) for name in names):
        return
    first = ", ".join(repr(name[:20]) for name in names[:3])
    raise bad(
        f"the first line holds no names but what may stand in a row ({first}): it would not be "
        "counted",
        "write a line with the columns' names above it, in pandas "
        "`frame = pd.read_csv(PATH, header=None, dtype=str, keep_default_na=False)` and "
        "`frame.columns = [...]`; where these are names, call one of them otherwise",
        "no_header",
    )


def _are_in_a_row(names: list[str]) -> bool:
    """Whether they are whole numbers, each one more than the one before."""
    if not all(name.isdecimal() for name in names):
        return False
    first = int(names[0])
    return [int(name) for name in names] == list(range(first, first + len(names)))


def _is_cell(name: str, values: Collection[str], is_number: bool) -> bool:
    if is_number:
        return number_of(name) is not None
    return name.strip() in values or _is_numbered(name, values) or _is_sentence(name, values)


def _is_numbered(name: str, values: Collection[str]) -> bool:
    """Whether all are words with a number, as `d123` and `d45` are: ids, each of one row."""
    words = {_NUMBER.sub("0", value.strip()) for value in (name, *islice(values, _LOOKED_AT))}
    return len(words) == 1 and "0" in words.pop() and len(values) > 1


def _is_sentence(name: str, values: Collection[str]) -> bool:
    """Whether the name is a text as most cells are, each another: a question stands above few."""
    if len(name.split()) < _SENTENCE or len(values) <= _LOOKED_AT:
        return False
    sentences = [len(value.split()) >= _SENTENCE for value in islice(values, _LOOKED_AT)]
    return 2 * sum(sentences) > len(sentences)
