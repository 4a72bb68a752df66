"""JSON lines: one flat object a line; a key that a line lacks is a missing value."""

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, BinaryIO

import pyarrow as pa

from audits.data.reading.encodings import NotUtf8
from audits.data.reading.table import (
    BATCH_ROWS,
    Batch,
    Table,
    as_json_text,
    bad,
    checked_names,
    told_of_left_out,
)
from audits.errors import Refused
from audits.specification.missing_words import folded
from audits.specification.profiles import UnreadColumn

_LINE_BYTES = 1 << 24
_ROWS_NAMED = 1_000  # keys are gathered from the first lines; a later new key is not a column


def open_jsonlines(opened: Callable[[], BinaryIO]) -> Table:
    """A table of JSON objects, one a line.

    opened: opens the file from its beginning. Raises `Refused` where it holds no object, where
    every key holds nested values, and as `checked_names` does.
    """
    names: dict[str, None] = {}
    first_nested: dict[str, tuple[int, Any]] = {}  # line and value
    plain: set[str] = set()  # keys of which a line has a value of its own
    both: set[str] = set()  # spellings of which a line has several: keys of their own
    lines = 0
    for number, row in _objects_or_whole(opened):
        lines += 1
        spellings = Counter(map(folded, row))
        both |= {spelling for spelling, times in spellings.items() if times > 1}
        names.update(dict.fromkeys(row))
        for name, value in row.items():
            if _holds_more(value):
                first_nested.setdefault(name, (number, value))
            elif value is not None:
                plain.add(name)
        if number >= _ROWS_NAMED:
            first_nested |= _nested_below(opened, number, names.keys() - first_nested.keys())
            break
    if not names:
        raise bad("the file holds no JSON object", "write one object a line", "empty")
    nested = {
        name: UnreadColumn(
            name, f"nested values (line {number})", _remedy(name, value, are_all=name not in plain)
        )
        for name, (number, value) in first_nested.items()
    }
    columns = checked_names([name for name in names if name not in nested])
    split = "columns" in nested and "data" in names  # of Weights & Biases, beside flat keys
    if split or (lines == 1 and _is_table(row)):
        raise _whole_table(row)
    if not columns:
        raise bad(
            "every key holds nested values",
            f"{next(iter(nested.values())).remedy}; write one flat object a line, in pandas "
            "`frame.to_json('table.jsonl', orient='records', lines=True)`",
            "nested_value",
        )
    return Table(
        "jsonl",
        columns,
        lambda names_read: _batches(opened, names_read),
        left_out=tuple(nested.values()),
        notes=(*told_of_left_out(tuple(nested.values())), *_told_of_alike(columns, both)),
    )


def _nested_below(
    opened: Callable[[], BinaryIO], read: int, names: Collection[str]
) -> dict[str, tuple[int, Any]]:
    """Line and value of the first nested cell of each of the names, below the lines read.

    What a log ends with is nested in its last line alone. Lines that cannot be read are told when
    they are.
    """
    first: dict[str, tuple[int, Any]] = {}
    with opened() as source:
        for number, line in enumerate(iter(lambda: source.readline(_LINE_BYTES + 1), b""), 1):
            if number <= read or (line.count(b"{") < 2 and b"[" not in line):
                continue
            with suppress(ValueError, RecursionError):
                row = json.loads(line)
                for name in names & row.keys() if isinstance(row, dict) else ():
                    if _holds_more(row[name]):
                        first.setdefault(name, (number, row[name]))
    return first


def _objects_or_whole(
    opened: Callable[[], BinaryIO],
) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects, or the refusal of a file that is one object over several lines."""
    read = 0
    try:
        for read, row in _objects(opened):
            yield read, row
    except Refused as refused:
        from audits.data.reading.whole_objects import whole_object  # of files that are refused

        unread = not read and refused.problems[0].code == "bad_json"
        if unread and (value := whole_object(opened)) is not None:
            raise _whole_table(value) from None
        raise


def _is_table(row: Mapping[str, Any]) -> bool:
    from audits.data.reading.whole_objects import is_table  # of a file of one line alone

    return is_table(row)


def _whole_table(value: Mapping[str, Any]) -> Refused:
    from audits.data.reading.whole_objects import rows_of

    return bad(
        "one object is a whole table, and not a row",
        f"write one flat object a line, in pandas `{rows_of(value)}`",
        "nested_value",
    )


def _remedy(name: str, value: Any, *, are_all: bool) -> str:
    """What makes a nested value readable: the innermost value, or the whole as text.

    are_all: whether every line that has the key has a nested value there.
    """
    from audits.data.reading.whole_objects import leaf_of

    leaf = leaf_of(name, value, are_all=are_all)
    if leaf is None and isinstance(value, list) and not any(map(_holds_more, value)):
        # Services for classification write the classes by how likely they are, or the one alone.
        taken = f"frame[{name!r}] = frame[{name!r}].str[0]"
        if not are_all:
            mapped = "lambda cell: next(iter(cell), None) if isinstance(cell, list) else cell"
            taken = f"frame[{name!r}] = frame[{name!r}].map({mapped})"
        first = f"where the first entry of each list is the answer, in pandas `{taken}`"
        return f"{first}; {as_json_text(name)}"
    if leaf is None:
        return as_json_text(name)
    path, made = leaf
    return f"the value {path}, for one, is made a column by `{made}`; {as_json_text(name)}"


def _told_of_alike(columns: Sequence[str], both: Collection[str]) -> Iterator[str]:
    """Keys that differ in case or blanks, and of which no line has two: one key, perhaps.

    both: spellings, as `folded`, of which a line has several.
    """
    alike: dict[str, list[str]] = {}
    for name in columns:
        alike.setdefault(folded(name), []).append(name)
    for spelling, names in alike.items():
        if len(names) > 1 and spelling not in both:
            yield (
                f"the keys {' and '.join(map(repr, names))} never stand in one line: if they are "
                "one, write them alike; as it stands each line lacks a value in all but one of them"
            )


def _objects(opened: Callable[[], BinaryIO]) -> Iterator[tuple[int, dict[str, Any]]]:
    with opened() as source:
        number = 0
        while line := source.readline(_LINE_BYTES + 1):
            number += 1
            if len(line) > _LINE_BYTES:
                raise _bad_line(number, f"longer than {_LINE_BYTES} bytes", "line_too_long")
            if line.strip():
                yield number, _parsed(line, number)


def _parsed(line: bytes, number: int) -> dict[str, Any]:
    try:
        value = json.loads(line.decode("utf-8-sig"), object_pairs_hook=_no_duplicates)
    except UnicodeDecodeError as error:
        raise NotUtf8(_bad_line(number, "not UTF-8", "bad_encoding").problems) from error
    except RecursionError as error:
        raise _bad_line(number, "nested too deeply", "too_deep") from error
    except _DuplicateKey as error:
        raise _bad_line(number, f"the key {error} stands twice", "duplicate_key") from error
    except ValueError as error:  # includes JSONDecodeError and integers too long to read
        code = "nul_byte" if b"\0" in line else "bad_json"
        raise _bad_line(number, f"not a JSON object: {error}", code) from error
    if not isinstance(value, dict):
        raise _bad_line(number, "not a JSON object", "bad_json")
    return value


class _DuplicateKey(Exception):
    """The same key twice in one object: which value counts is anybody's guess."""


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping = dict(pairs)
    if len(mapping) < len(pairs):
        keys = [key for key, _ in pairs]
        raise _DuplicateKey(repr(next(key for key in keys if keys.count(key) > 1)))
    return mapping


def _batches(opened: Callable[[], BinaryIO], names: Sequence[str]) -> Iterator[Batch]:
    cells_of: dict[str, list[str | None]] = {name: [] for name in names}
    rows = 0
    for number, row in _objects(opened):
        for name, cells in cells_of.items():
            cells.append(_cell(row.get(name), number, name))
        rows += 1
        if rows == BATCH_ROWS:
            yield {name: pa.array(cells, pa.string()) for name, cells in cells_of.items()}
            cells_of = {name: [] for name in names}
            rows = 0
    if rows:
        yield {name: pa.array(cells, pa.string()) for name, cells in cells_of.items()}


def _cell(value: object, number: int, name: str) -> str | None:
    if value is None or isinstance(value, str):
        if value is not None and not value.isascii() and _has_surrogate(value):
            raise _bad_line(number, f"{name!r} holds half a character", "bad_encoding")
        return value
    if _holds_more(value):
        raise _bad_line(number, f"{name!r} holds a nested value", "nested_value")
    try:
        return json.dumps(value)
    except ValueError as error:
        raise _bad_line(number, f"{name!r} holds too long a number", "bad_number") from error


def _holds_more(value: object) -> bool:
    """Whether a value is more than a cell holds: an object, or a list that is no steps of a row."""
    return isinstance(value, dict) or (isinstance(value, list) and _is_nested(value))


def _is_nested(values: list[Any]) -> bool:
    """Whether a list holds anything but numbers, or lists of them: those are steps of a row."""
    flat = [one for value in values for one in (value if isinstance(value, list) else [value])]
    return any(isinstance(one, str | bool | dict | list) for one in flat)


def _has_surrogate(text: str) -> bool:
    return any("\ud800" <= mark <= "\udfff" for mark in text)


def _bad_line(number: int, reason: str, code: str) -> Refused:
    return bad(f"line {number} is {reason}" if code != "duplicate_key" else
               f"line {number}: {reason}", "write one flat JSON object a line", code)  # fmt: skip
