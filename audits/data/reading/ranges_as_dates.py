"""Ranges of ages or sizes that a spreadsheet turned into dates: `10-Nov` was 10-11."""

import re
from collections.abc import Iterator, Mapping

from audits.data.reading.map_to_paste import map_to_paste
from audits.specification.document import ColumnSpec

# As spreadsheets abbreviate them in English, German, French, Spanish, Italian, Dutch, Portuguese
# (CLDR's abbreviations, without the point).
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan janv ene gen", "feb febr févr fev", "mar mär mrz mars mrt", "apr avr abr",
         "may mai mag mei", "jun juin giu", "jul juil lug", "aug août ago", "sep sept set",
         "oct okt ott out", "nov", "dec dez déc dic"),
        1,
    )
    for name in names.split()
}  # fmt: skip
_RANGE = re.compile(r"\d{1,3}\s?[-\u2013]\s?\d{1,3}")
_WORD = r"([^\W\d_]{3,5})\.?"
_DAY_MONTH = re.compile(rf"(\d{{1,2}})(?:-|/|\. ?){_WORD}")  # 10-11, and 1-5
_MONTH_YEAR = re.compile(rf"{_WORD}(?:-|/| )(\d{{2}})")  # 11-19: no day, so the second is a year
_ISO = re.compile(r"\d{4}-(\d{2})-(\d{2})([T ]00:00(:00)?)?")
_MOST_SHOWN = 8


def range_meant(value: str) -> str | None:
    """The range that a date was, or None. value: `10-Nov` was `10-11`, `2026-05-10` was `5-10`."""
    text = value.strip()
    day = _DAY_MONTH.fullmatch(text.lower())
    if day is not None and day[2] in _MONTHS:
        return _risen(int(day[1]), _MONTHS[day[2]])
    year = _MONTH_YEAR.fullmatch(text.lower())
    if year is not None and year[1] in _MONTHS:
        return _risen(_MONTHS[year[1]], int(year[2]))
    iso = _ISO.fullmatch(text)
    return None if iso is None else _risen(int(iso[1]), int(iso[2]))


def _risen(first: int, second: int) -> str:
    """Month and day stand in either order, and the ends of a range rise."""
    return f"{min(first, second)}-{max(first, second)}"


def ranges_as_dates(
    name: str, amounts: Mapping[str, int], spec: ColumnSpec | None = None
) -> Iterator[str]:
    """A sentence where dates stand among ranges.

    name: of the column. amounts: rows of each of its values. spec: what the document says of it.
    """
    plain = [value for value in amounts if _RANGE.fullmatch(value.strip())]
    meant = {value: read for value in amounts if (read := range_meant(value)) is not None}
    if not plain or not meant or len(meant) > len(amounts) - len(meant) + _MOST_SHOWN:
        return
    first = list(meant)[:_MOST_SHOWN]
    rows = sum(amounts[value] for value in meant)
    shown = " and ".join(map(repr, first))
    key = map_to_paste(spec or ColumnSpec(), meant)
    stands = "stands" if len(meant) == 1 else "stand"
    yield (
        f"{shown} ({rows:,} {'row' if rows == 1 else 'rows'}) {stands} among ranges such as "
        f"{plain[0]!r} in column {name!r}, as where a spreadsheet read a range as a date: if so, "
        f"say `{key}` on the column"
    )
