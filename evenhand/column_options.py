"""What an option of the command line says of one column: `--map`, `--cut`, `--of` ..."""

import argparse
import csv
import math
import re
import shlex
from collections.abc import Iterable, Iterator, Mapping
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
    "--missing": (
        "COLUMN=WORD,...",
        "words of a column that say that nothing is known, in place of NA, null and the like: "
        "decision='\\N',refused; decision= where empty cells alone do",
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
    """By column what the document says of it; of one said twice maps and words join.

    The last cut counts.
    """
    columns: dict[str, dict[str, Any]] = {}
    for option in given:
        options = columns.setdefault(option.column, {})
        if isinstance(option.value, Mapping):
            options[option.key] = {**options.get(option.key, {}), **option.value}
        elif option.key == "missing":
            options[option.key] = [*options.get(option.key, ()), *option.value]
        else:
            options[option.key] = option.value
    return columns


def spelled_option(name: str, value: Any) -> str:
    """An option and its value as a shell takes them, for a remedy that can be copied.

    name: of the option, or `columns`, whose value is {column: {key: ...}} with one of the keys
    map, missing, cut and of.
    """
    if name != "columns":
        return f"--{name} {shlex.quote(str(value))}"
    ((column, options),) = value.items()
    if "map" in options:
        pairs = (f"{_quoted(a, ',=')}={_quoted(b, ',')}" for a, b in options["map"].items())
        return f"--map {shlex.quote(_quoted(column, ':') + ':' + ','.join(pairs))}"
    if "missing" in options:
        words = (_quoted(word, ",\n\r") for word in options["missing"])
        return f"--missing {shlex.quote(_quoted(column, '=') + '=' + ','.join(words))}"
    if "of" in options:
        return f"--of {shlex.quote(column + '=' + options['of'])}"
    return f"--cut {shlex.quote(f'{column}=' + ','.join(map(str, options['cut'])))}"


# A text in double quotes, of which each of its own stands twice.
_IN_QUOTES = re.compile(r'"((?:[^"]|"")*)"')


def _quoted(text: str, signs: str) -> str:
    """In double quotes where it holds a sign that would end it, or begins with a quote."""
    is_plain = text == text.strip() and not text.startswith('"') and not set(text) & set(signs)
    return text if is_plain else '"' + text.replace('"', '""') + '"'


def _first(text: str, sign: str) -> tuple[str, bool, str]:
    """What stands before the sign, whether it is there, and the rest; quotes hide the sign."""
    if (whole := _IN_QUOTES.match(text)) and text[whole.end() : whole.end() + 1] == sign:
        return whole[1].replace('""', '"'), True, text[whole.end() + 1 :]
    before, separator, rest = text.partition(sign)
    return before, bool(separator), rest


def _map(text: str) -> ColumnOption:
    column, colon, rest = _first(text, ":")
    pairs = list(_pairs(rest)) if column and colon else []
    if not pairs or any(reading is None for _, reading in pairs):
        raise argparse.ArgumentTypeError(
            f"{text!r} says no values of a column; give e.g. decision:approve=yes,deny=no"
        )
    if empty := next((value for value, reading in pairs if not reading), None):
        instead = spelled_option("columns", {column: {"missing": [empty]}})
        raise argparse.ArgumentTypeError(
            f"{text!r} reads {empty!r} as nothing; where it says that nothing is known, give "
            f"{instead}; else give e.g. decision:approve=yes,deny=no"
        )
    return ColumnOption(text, column, "map", dict(pairs))


def _pairs(text: str) -> Iterator[tuple[str, str | None]]:
    """Value and reading of each part between commas; None where no `=` stands in the part.

    Either may stand in double quotes, and so may both together.
    """
    rest = text.lstrip()
    while rest:
        value, is_said, after = _first(rest, "=")
        quoted = _IN_QUOTES.match(after) if is_said else None
        if not rest.startswith('"') and "," in value:
            yield rest, None
            return
        if is_said and quoted and after[quoted.end() :].lstrip()[:1] in ("", ","):
            yield value, quoted[1].replace('""', '"')
            after = after[quoted.end() :].lstrip().removeprefix(",")
        elif (whole := _IN_QUOTES.match(rest)) and rest[whole.end() :].lstrip()[:1] in ("", ","):
            value, sign, reading = whole[1].replace('""', '"').partition("=")
            yield value, reading if sign else None
            after = rest[whole.end() :].lstrip().removeprefix(",")
        else:
            reading, _, after = after.partition(",")
            yield value, reading.strip() if is_said else None
        rest = after.lstrip()


def _missing(text: str) -> ColumnOption:
    column, has_words, rest = _first(text, "=")
    words = _listed(rest) if rest else []
    if not column or not all(words) or not has_words:
        raise argparse.ArgumentTypeError(
            f"{text!r} says no words of a column; give e.g. decision=unknown,refused"
        )
    return ColumnOption(text, column, "missing", words)


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


_READ = {
    "--map": _map,
    "--missing": _missing,
    "--cut": _cut,
    "--reference": _reference,
    "--of": _of,
}


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
