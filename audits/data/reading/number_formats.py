"""How numbers are written where a dot is no decimal point: `1.234,5`, `1,234.5`, `45 %`."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import Literal

from audits.data.reading.spelling import as_number
from audits.specification.signs import leading_sign

Percent = Literal["share", "points"]
_BLANKS = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2019": "'"})
_BLANK_IS = " "
_PARTING = (".", ",", _BLANK_IS, "'")
# Numbers all of whose dots could part thousands: `1.234`, `12`, but not `1.5`.
DOTTED = re.compile(r"[+-]?(?:\d{1,3}|[1-9]\d{0,2}(?:\.\d{3})+)")


@dataclass(frozen=True)
class Written:
    """decimal: the decimal sign. thousands: what parts groups of three digits, or nothing.

    percent: whether `45 %` is .45 (share) or 45 (points); None where no sign is expected.
    unit: what may stand before or behind each number and says nothing more: `€`, `kg`; or nothing.
    """

    decimal: str = "."
    thousands: str = ""
    percent: Percent | None = None
    unit: str = ""

    @property
    def is_plain(self) -> bool:
        """Whether numbers are written as every language of programming does."""
        return (self.decimal, self.thousands, self.percent, self.unit) == (".", "", None, "")

    def number(self, raw: str) -> float | None:
        """The number that the cell `raw` says, or None; `45 %` as `percent` has it.

        Below 0 in every form are `450-` and `(450)` too.
        """
        if self.is_plain:
            number = as_number(raw)
            return as_number(leading_sign(raw.strip())) if number is None else number
        text = leading_sign(plain_blanks(raw))
        if self.unit:
            text = leading_sign(_without(text, plain_blanks(self.unit)))
        if self.percent is not None:
            if not text.endswith("%"):
                return None
            text = text[:-1].rstrip()
        if self._pattern.fullmatch(text):
            text = text.replace(self.thousands, "") if self.thousands else text
            text = text.replace(self.decimal, ".")
        elif self.decimal != "." or self.thousands:
            return None
        number = as_number(text)
        if number is None or not isfinite(number) or self.percent != "share":
            return number
        # 33.3 / 100 is the number before .333: the point is moved in what is written.
        try:
            return float(Decimal(text.strip()).scaleb(-2))
        except InvalidOperation:  # `true %`
            return number / 100

    def missing_thousands(self, raw: Iterable[str]) -> str | None:
        """The sign that parts thousands in cells which are numbers once it is stated, or None.

        raw: cells that are no numbers as this form has it. None too where the sign may as well be
        the decimal sign. Whatever this form reads stays the same number with it.
        """
        cells = list(raw)
        if self.thousands or not cells:
            return None
        for sign in _PARTING:
            form = replace(self, thousands=sign)
            other = replace(self, decimal=sign if sign in ".," else self.decimal)
            if sign == self.decimal or any(form.number(cell) is None for cell in cells):
                continue
            is_other = self.decimal == "." and all(other.number(cell) is not None for cell in cells)
            return None if other != self and is_other else sign
        return None

    @property
    def _pattern(self) -> re.Pattern[str]:
        return _pattern(self.decimal, self.thousands)


def plain_blanks(raw: str) -> str:
    """The cell `raw` without blanks at its ends; those inside it as a keyboard writes them."""
    return raw.strip().translate(_BLANKS)


def _without(text: str, unit: str) -> str:
    """A number without its unit, before or behind it."""
    sign = text[:1] if text[:1] in ("+", "-") else ""
    number = text.removeprefix(sign).strip()
    if number.startswith(unit):
        number = number.removeprefix(unit).strip()
    else:
        number = number.removesuffix(unit).strip()
    return sign + number


def _pattern(decimal: str, thousands: str) -> re.Pattern[str]:
    whole = r"\d+"
    if thousands:
        # Nobody groups a number that starts with 0: `0,671` has a decimal comma.
        # In India the last three digits are a group and pairs stand before it: `12,34,567`.
        pairs = r"|(?!0)\d{1,2}(?:,\d{2})+,\d{3}" if thousands == "," else ""
        whole = rf"(?:(?!0)\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+{pairs}|\d+)"
    # `re` keeps compiled patterns, so this costs a look-up.
    return re.compile(
        rf"[+-]?(?:{whole}(?:{re.escape(decimal)}\d*)?|{re.escape(decimal)}\d+)(?:[eE][+-]?\d+)?"
    )


# In the order in which they are tried; the plain form comes before all of them.
FORMS = (
    Written(thousands=_BLANK_IS),
    Written(thousands="'"),
    Written(decimal=","),
    Written(decimal=",", thousands="."),
    Written(decimal=",", thousands=_BLANK_IS),
    Written(decimal=",", thousands="'"),
    Written(thousands=","),
    Written(percent="share"),
    Written(decimal=",", percent="share"),
)


class Sniffer:
    """Which of the forms all cells so far are written in.

    forms: in the order in which they are preferred.
    """

    def __init__(self, forms: Sequence[Written] = FORMS) -> None:
        self._left = list(forms)

    def see(self, raw: str) -> None:
        """Leave the forms in which the cell `raw`, which is not missing, is a number."""
        if self._left:
            self._left = [form for form in self._left if form.number(raw) is not None]

    @property
    def forms(self) -> tuple[Written, ...]:
        """Those that fit; the simplest first."""
        return tuple(self._left)

    @property
    def is_doubtful(self) -> bool:
        """Whether the same cells are different numbers: `1,234` is 1.234 and 1234."""
        commas = [form for form in self._left if form.percent is None]
        return any(f.decimal == "," for f in commas) and any(f.thousands == "," for f in commas)
