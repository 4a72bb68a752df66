"""What an option of the command line says of one column: `--map`, `--cut`, `--of` ..."""

import argparse
import csv
import math
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ColumnOption:
    """One of them. spelled: as it was given. key, value: as the document has them of `column`."""

    spelled: str
    column: str
    key: str
    value: Any

    def __str__(self) -> str:
        return self.spelled


# What a document says of a score's `of`.
WHOSE = ("answer", "positive")
# Option -> (metavar, what it says).
COLUMN_OPTIONS = {
    "--map": (
        "COLUMN:FROM=TO,...",
        "what its values are read as: decision:approve=yes,deny=no; give it again for another",
    ),
    "--cut": (
        "COLUMN=AT,...",
        "where numbers or dates are cut into groups: age=25,60; give it again for another",
    ),
    "--reference": (
        "COLUMN=GROUP",
        "the group that the others are compared with: sex=male; left out, the one with most rows",
    ),
    "--of": (
        "COLUMN=WHOSE",
        "whose probability a score is: score=answer where it is that of the answer given, "
        "score=positive where it is that of --positive, which is taken where nobody says",
    ),
}


def add_column_options(group: Any) -> None:
    """The options, to a parser or a group of one."""
    for option, (metavar, explanation) in COLUMN_OPTIONS.items():
        group.add_argument(
            option, metavar=metavar, help=explanation, action="append", type=_READ[option]
        )


def columns_of(given: Iterable[ColumnOption]) -> dict[str, dict[str, Any]]:
    """By column what the document says of it; of one said twice maps join, the last cut counts."""
    columns: dict[str, dict[str, Any]] = {}
    for option in given:
        options = columns.setdefault(option.column, {})
        if isinstance(option.value, Mapping):
            options[option.key] = {**options.get(option.key, {}), **option.value}
        else:
            options[option.key] = option.value
    return columns


def spelled_option(name: str, value: Any) -> str:
    """An option and its value as a shell takes them, for a remedy that can be copied.

    name: of the option, or `columns`, whose value is {column: {key: ...}} with one of the keys
    map, cut and of.
    """
    if name != "columns":
        return f"--{name} {shlex.quote(str(value))}"
    ((column, options),) = value.items()
    if "map" in options:
        pairs = (f"{_quoted(one)}={_quoted(other)}" for one, other in options["map"].items())
        return f"--map {shlex.quote(f'{column}:' + ','.join(pairs))}"
    if "of" in options:
        return f"--of {shlex.quote(column + '=' + options['of'])}"
    return f"--cut {shlex.quote(f'{column}=' + ','.join(map(str, options['cut'])))}"


def _quoted(text: str) -> str:
    return f'"{text}"' if "," in text else text


def _map(text: str) -> ColumnOption:
    column, colon, rest = text.partition(":")
    pairs = [pair.partition("=") for pair in _listed(rest)]
    if not (column and colon and pairs) or any(not (e and t) for _, e, t in pairs):
        raise argparse.ArgumentTypeError(
            f"{text!r} says no values of a column; give e.g. decision:approve=yes,deny=no"
        )
    return ColumnOption(text, column, "map", {value: reading for value, _, reading in pairs})


def _cut(text: str) -> ColumnOption:
    column, _, rest = text.rpartition("=")
    points = [_point(point) for point in _listed(rest)]
    if not column or not points:
        raise argparse.ArgumentTypeError(
            f"{text!r} says not where a column is cut; give e.g. age=25,60"
        )
    return ColumnOption(text, column, "cut", points)


def _reference(text: str) -> ColumnOption:
    column, _, group = text.partition("=")
    if not column or not group:
        raise argparse.ArgumentTypeError(f"{text!r} names no group of a column; give e.g. sex=male")
    return ColumnOption(text, column, "reference", group)


def _of(text: str) -> ColumnOption:
    column, _, whose = text.rpartition("=")
    if not column or whose not in WHOSE:
        raise argparse.ArgumentTypeError(
            f"{text!r} says not whose probability a score is; give e.g. score=answer"
        )
    return ColumnOption(text, column, "of", whose)


_READ = {"--map": _map, "--cut": _cut, "--reference": _reference, "--of": _of}


def _listed(text: str) -> list[str]:
    """Parts between commas; a part with a comma of its own stands in double quotes."""
    return [item.strip() for item in next(csv.reader([text], skipinitialspace=True), [])]


def _point(text: str) -> float | int | str:
    """A number, or a date as it is written."""
    try:
        number = float(text)
    except ValueError:
        return text
    if not math.isfinite(number):
        return text
    return int(number) if number.is_integer() else number
