"""Amounts written with their unit: `€ 252,100`, `1 200 kr`, `5 kg`."""

import re

from audits.data.reading.number_formats import FORMS, Sniffer, Written, plain_blanks
from audits.specification.profiles import Amounts

# Beyond these they are no units: `12 Oak Street` and `14 Elm Street` are addresses.
MOST_UNITS = 3
# Cells that are no amounts, and how many different amounts stand beside each of them at least.
_MOST_OTHERS, _FEWEST_BESIDE = 5, 10
_SIGNS = "$¢£¤¥\u20a0-\u20cf"
# Words before a number that are no names: `SKU 120` is one.
_CODES = (
    "EUR|USD|GBP|CHF|SEK|NOK|DKK|ISK|JPY|CNY|RMB|INR|BRL|MXN|CAD|AUD|NZD|PLN|CZK|HUF|RON|TRY|"
    r"ZAR|KRW|SGD|HKD|ILS|RUB|UAH|THB|IDR|MYR|PHP|VND|NGN|KES|EGP|AED|SAR|Rs\.?|kr\.?|Fr\.?"
)
_BEFORE = rf"(?:[^\W\d_]{{0,3}}[{_SIGNS}]|(?:{_CODES})(?=[ \d]))"
_LETTERS = r"[^\W\d_]"
# One letter behind a number is part of a name (`12A`) unless a blank parts them.
_AFTER = (
    rf"(?:[{_SIGNS}]|%|°?{_LETTERS}{{2,12}}(?:/{_LETTERS}{{1,6}})?\.?|°{_LETTERS}|"
    rf"(?<= ){_LETTERS}(?:/{_LETTERS}{{1,6}})?\.?)"
)
_AMOUNT = re.compile(
    rf"(?P<open>\()?(?P<sign>[+-]?) ?(?P<before>{_BEFORE})? ?(?P<number>[+-]?\.?\d[\d.,' ]*?)"
    rf" ?(?P<after>{_AFTER})?(?P<close>\))?"
)


def amount(raw: str) -> tuple[str, str] | None:
    """The unit of a cell, which may be empty, and its number as it is written; or None.

    raw: the cell. `€ 252,100` is `€` and `252,100`; `($5)`, as bookkeepers write it, is `$` and
    `-5`.
    """
    match = _AMOUNT.fullmatch(plain_blanks(raw))
    if match is None:
        return None
    opened, signed, before, number, after, closed = match.groups()
    if (before and after) or bool(opened) != bool(closed):
        return None
    signs = [sign for sign in ("-" if opened else "", signed, number[0]) if sign in ("+", "-")]
    if len(signs) > 1:
        return None
    return before or after or "", "".join(signs) + number.lstrip("+-")


class AmountSniffer:
    """Whether all cells so far are amounts, but for a few; in which units, and how written."""

    def __init__(self) -> None:
        self._units: set[str] = set()
        self._others: set[str] = set()
        self._sniffer = Sniffer((Written(), *(form for form in FORMS if form.percent is None)))
        self._seen = 0
        self._is_open = True

    def see(self, raw: str) -> None:
        """Take in `raw`, the next different cell that is not missing."""
        if not self._is_open:
            return
        parted = amount(raw)
        if parted is None:
            self._others.add(raw)
            self._is_open = len(self._others) <= _MOST_OTHERS
            return
        unit, number = parted
        self._seen += 1
        self._units.add(unit)
        self._is_open = len(self._units - {""}) <= MOST_UNITS
        self._sniffer.see(number)

    @property
    def amounts(self) -> Amounts | None:
        """None where the cells are no amounts, or have no unit."""
        units = tuple(sorted(self._units - {""}))
        if not self._is_open or not units or self._seen < _FEWEST_BESIDE * len(self._others):
            return None
        forms = self._sniffer.forms
        if not forms or ("%" in units and "" in self._units):
            # `45 %` beside `.45`: what the second one means is nobody's guess.
            return Amounts(units, is_alike=False)
        form = forms[0]
        doubtful = not form.is_plain and self._sniffer.is_doubtful
        return Amounts(units, form.decimal, form.thousands, doubtful, is_alike=len(units) == 1)
