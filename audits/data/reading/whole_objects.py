"""JSON that is one whole table in one object, and values nested in lines: what makes rows of them.

Each remedy is an expression of pandas that works as it stands, with the file's name in `path`. None
lets pandas guess at texts: `1.10` and `01` stay so, and a date is no number of milliseconds.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO

_MOST_BYTES = 1 << 26
_WRITTEN = ".to_json('table.jsonl', orient='records', lines=True, double_precision=15)"
_LOADED = "json.load(open(path))"


def whole_object(opened: Callable[[], BinaryIO]) -> Mapping[str, Any] | None:
    """The one object that a file is, however many lines it takes; None of any other file."""
    with opened() as source:
        content = source.read(_MOST_BYTES + 1)
    try:
        value = json.loads(content.decode("utf-8-sig")) if len(content) <= _MOST_BYTES else None
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, Mapping) else None


def is_table(value: Mapping[str, Any]) -> bool:
    """Whether one object is plainly many rows: columns of one length, or a list of objects.

    value: as JSON has it.
    """
    values = list(value.values())
    if any(not isinstance(one, Mapping | list) for one in values):
        return sum(_is_of_objects(one) and len(one) > 1 for one in values) > 1
    keys = [frozenset(one) for one in values if isinstance(one, Mapping)]
    lengths = [len(one) for one in values if isinstance(one, list)]
    if len(keys) == len(values):
        return len({*keys}) == 1 and len(values) > 1
    return any(_is_of_objects(one) for one in values) or (
        len(lengths) == len(values) > 1 and len({*lengths}) == 1 and lengths[0] > 1
    )


# Of probabilities that are written with few digits.
_ROUNDED = 2e-3


def rows_of(value: Mapping[str, Any]) -> str:
    """The expression that writes the rows of a whole object as JSON lines.

    value: the object, as JSON has it.
    """
    values = list(value.values())
    if {"columns", "data"} <= {*value}:
        keys = "('data', 'columns')"
        made = f"pd.DataFrame(**{{key: {_LOADED}[key] for key in {keys}}}, dtype=object)"
    elif values and all(isinstance(one, Mapping) for one in values):
        # One object for each row, by its number, or for each column.
        by_row = all(key.isdecimal() for key in value)
        made = f"pd.DataFrame([*{_LOADED}.values()], dtype=object)" if by_row else (
            "pd.DataFrame({name: pd.Series(cells, dtype=object) for name, cells in "
            f"{_LOADED}.items()}})"
        )  # fmt: skip
    elif values and all(isinstance(one, list) and len(one) == len(values[0]) for one in values):
        made = f"pd.DataFrame({_LOADED}, dtype=object)"
    elif lists := list(_lists_of_objects(value)):
        longest = "".join(f"[{key!r}]" for key in max(lists, key=lambda one: one[1])[0])
        made = f"pd.json_normalize({_LOADED}{longest})"
    else:
        made = f"pd.json_normalize({_LOADED})"
    return made + _WRITTEN


def rows_of_array(*, of_lists: bool) -> str:
    """The expression that writes the rows of a JSON array; of_lists: which have no names."""
    named = "columns=[...], " if of_lists else ""
    return f"pd.DataFrame({_LOADED}, {named}dtype=object){_WRITTEN}"


def _lists_of_objects(
    value: Mapping[str, Any], above: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], int]]:
    """The keys that lead to each list of objects, however deep (promptfoo's `results.results`).

    With each its length, so that the first of the longest is the least deep.
    """
    for key, one in value.items():
        if _is_of_objects(one):
            yield (*above, key), len(one)
    for key, one in value.items():
        if isinstance(one, Mapping):
            yield from _lists_of_objects(one, (*above, key))


def _is_of_objects(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(one, Mapping) for one in value)


def leaf_of(name: str, value: Any, *, are_all: bool = True) -> tuple[str, str] | None:
    """The innermost text or number of a nested value, as a path, and the pandas that reaches it.

    The last of the deepest ones, as the answer stands in what services for chat write; the first
    entry of a list. None where there is none, or the value is not nested twice.
    are_all: whether every cell is nested. Where others are plain, they are kept, and the column
    keeps its name; so it does where the one key names a type, as in MongoDB's extended JSON, of
    which other cells may have another: `{"$numberInt": ...}` beside `{"$numberDouble": ...}`.
    """
    leaves = list(_leaves(value, ()))
    if not isinstance(value, Mapping):  # lists of boxes, spans and words are read as text
        leaves = [leaf for leaf in leaves if sum(isinstance(step, str) for step in leaf) > 1]
    if not leaves:
        return None
    deepest = max(range(len(leaves)), key=lambda index: (len(leaves[index]), index))
    path, reached, inside = name, f"frame[{name!r}]", "cell"
    for step in leaves[deepest]:
        is_key = isinstance(step, str)
        path += f".{step}" if is_key else f"[{step}]"
        reached += f".str.get({step!r})" if is_key else f".str[{step}]"
        inside += f"[{step!r}]"
    is_typed = len(value) == 1 and len(leaves[0]) == 1 and str(leaves[0][0]).startswith("$")
    if is_typed:
        inside = "[*cell.values()][0]"
    if is_typed or not are_all:
        mapped = f"lambda cell: {inside} if isinstance(cell, {type(value).__name__}) else cell"
        return path, f"frame[{name!r}] = frame[{name!r}].map({mapped})"
    return path, f"frame[{path!r}] = {reached}"


def _are_chances_of_two(value: Sequence[Any]) -> bool:
    """Whether these are the probabilities of 0 and 1, of which the second is meant as a rule."""
    if len(value) != 2 or not all(isinstance(one, int | float) for one in value):
        return False
    return bool(min(value) >= 0 and abs(sum(value) - 1) < _ROUNDED)


def _leaves(value: Any, above: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    if isinstance(value, Mapping):
        for key, one in value.items():
            yield from _leaves(one, (*above, key))
    elif isinstance(value, list):
        if value:
            index = 1 if _are_chances_of_two(value) else 0
            yield from _leaves(value[index], (*above, index))
    elif isinstance(value, str | int | float):
        yield above
