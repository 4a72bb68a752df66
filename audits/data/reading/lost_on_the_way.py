"""What another program lost before the file came here: digits of ids, letters of words."""

import re
from collections.abc import Iterator, Sequence

from audits.data.dataset import Categories
from audits.data.reading.gathering import GatheredCodes
from audits.data.reading.read_column import COMPARED, Read
from audits.specification.counts import counted
from audits.specification.roles import Role

# Roles whose values say which rows belong together.
_NAMING = (Role.CLUSTER, Role.ID, Role.QUERY, Role.PROTECTED)
# A spreadsheet writes numbers of twelve digits and more so, unless it is told otherwise.
_FEWEST_DIGITS = 12
_POWER = re.compile(r"[+-]?\d(?:\.(?P<digits>\d+))?[eE]\+?(?P<power>\d{1,3})")
_WHOLE = re.compile(r"(?P<first>[1-9]\d{14})(?P<rest>\d+)(?:\.0*)?")
# Of so few such numbers, that they end in zeros may be chance.
_FEWEST = 3
# From here on a double is no longer each whole number.
_EXACT = 2**53
_REPLACED = "\N{REPLACEMENT CHARACTER}"
_MOST_SHOWN = 8
# Roles whose values say which rows are one, wherever they are compared.
_JOINING = (Role.CLUSTER, Role.QUERY)
_ZEROS = re.compile(r"(?<![\d.])0+(?=\d)")
# Of more different values reading would take longer; so many twins, and this share, are no chance.
_SHARE_MIXED = 0.25
_MOST_VALUES, _FEWEST_TWINS, _SHARE_OF_TWINS = 50_000, 3, 0.05


def rounded_ids(read: Read) -> Iterator[str]:
    """That long ids were rounded, so that several may have become one.

    A spreadsheet keeps 15 digits of a number and shows six, `1.23457E+17`; a double, which is what
    becomes of whole numbers beside a missing one in pandas, keeps about 16.
    """
    gathered = read.column.gathered
    if read.column.spec.role not in _NAMING or not isinstance(gathered, GatheredCodes):
        return
    texts = [text.strip() for text in gathered.raw]
    rounded = [text for text in texts if _lacks_digits(text)]
    whole = [match for text in texts if (match := _WHOLE.fullmatch(text))]
    if len(whole) >= _FEWEST and all(not match["rest"].strip("0") for match in whole):
        rounded += [match[0] for match in whole]
    if not rounded or 2 * len(rounded) < len(texts):
        return
    yield (
        f"the values of column {read.column.name!r} are long numbers that were rounded before they "
        f"came here, such as {rounded[0]!r}: several of whom they name may be one by now, and "
        "count as one; write them as text where they come from"
    )


def _lacks_digits(text: str) -> bool:
    """Whether a whole number is written without its last digits, or was a double too large."""
    match = _POWER.fullmatch(text)
    if match is None:
        is_double = _WHOLE.fullmatch(text) is not None and "." in text
        return is_double and float(text) >= _EXACT
    power = int(match["power"])
    return power >= _FEWEST_DIGITS - 1 and (len(match["digits"] or "") < power or power > 15)


def one_by_two_names(read: Read) -> Iterator[str]:
    """That values which join rows differ by capitals or zeros in front alone: `007` beside `7`."""
    if read.column.spec.role not in _JOINING or not isinstance(read.values, Categories):
        return
    rows_of = zip(read.values.levels, read.values.amounts().tolist(), strict=True)
    levels = [level for level, rows in rows_of if rows]
    if len(levels) > _MOST_VALUES:
        return
    alike: dict[str, list[str]] = {}
    fold = str if _capitals_tell_apart(levels) else str.casefold
    for level in levels:
        alike.setdefault(_ZEROS.sub("", fold(level)), []).append(level)
    twins = [same for same in alike.values() if len(same) > 1]
    if len(twins) >= max(_FEWEST_TWINS, _SHARE_OF_TWINS * len(alike)):
        yield (
            f"the {len(levels):,} different values of column {read.column.name!r} are "
            f"{len(alike):,} but for capitals or zeros in front, as 's7', 'S7' and 'S07' are: "
            "where those are one, write them alike, for each counts by itself, and intervals of "
            "rows that belong together are too short"
        )


def _capitals_tell_apart(levels: Sequence[str]) -> bool:
    """Whether names are of digits of sixty-two letters and numbers, as `06Vm9r` is none of words.

    In words capitals stand in front, or everywhere.
    """
    cased = [level for level in levels if sum(letter.isalpha() for letter in level) > 1]
    mixed = sum(
        not (level.islower() or level.isupper() or level.istitle() or level[1:].islower())
        for level in cased
    )
    return mixed > _SHARE_MIXED * len(cased)


def lost_letters(read: Read) -> Iterator[str]:
    """Values in which a letter could not be read when the file was written."""
    if read.column.spec.role not in COMPARED or not isinstance(read.values, Categories):
        return
    rows = zip(read.values.levels, read.values.amounts().tolist(), strict=True)
    lost = {level: amount for level, amount in rows if amount and _REPLACED in level}
    if lost:
        shown = [f"{level!r} ({counted(n, 'row', 'rows')})" for level, n in lost.items()]
        more = f" and {len(shown) - _MOST_SHOWN} more" if len(shown) > _MOST_SHOWN else ""
        yield (
            f"column {read.column.name!r} holds {', '.join(shown[:_MOST_SHOWN])}{more}, in which "
            f"{_REPLACED!r} stands for what could not be read when the file was written: where "
            "another value was meant, say so with a `map`, or write the file again as UTF-8"
        )
