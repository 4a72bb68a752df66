"""Amounts written with their unit: `€ 252,100`, `1 200 kr`, `5 kg`."""

import re

from audits.data.reading.number_formats import DOTTED, FORMS, Sniffer, Written, plain_blanks
from audits.specification.profiles import BESIDE, Amounts
from audits.specification.signs import leading_sign

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
# Thousands and millions behind a number: some rows have them and others not. A single letter is
# one where a currency stands in front (`$1.2M`), and `k` and `M` alone (`3k`).
# Ten thousand and a hundred million are Chinese, Japanese and Korean.
_MYRIADS = "万萬億亿만억"
_TIMES = rf"[Mm]io\.?|[Mm]rd\.?|[Tt]sd\.?|bn|mn|[kKmMbB{_MYRIADS}]"
_ALONE = rf"[kKM{_MYRIADS}]"
_MULTIPLE = re.compile(rf"{_TIMES}|million(?:s|en)?|billion(?:s|en)?", re.IGNORECASE)
_AMOUNT = re.compile(
    rf"(?P<sign>[+-]?) ?(?P<before>{_BEFORE})? ?(?P<number>[+-]?\.?\d[\d.,' ]*?)(?P<behind>-(?= ))?"
    rf"(?: ?(?P<after>{_AFTER}|(?<=\d){_ALONE})| ?(?P<times>{_TIMES}))?"
)


def amount(raw: str) -> tuple[str, str] | None:
    """The unit of a cell, which may be empty, and its number as it is written; or None.

    raw: the cell. `€ 252,100` is `€` and `252,100`; `($5)`, as bookkeepers write it, is `$` and
    `-5`; `$1.2M` is `$…M`, of which no one unit reads the number, and `1.2`.
    """
    match = _AMOUNT.fullmatch(leading_sign(plain_blanks(raw)))
    if match is None:
        return None
    signed, before, number, behind, after, times = match.groups()
    times = times or (after if after and _MULTIPLE.fullmatch(after) else None)
    if (before and after and not times) or (times and not before and after is None):
        return None
    signs = [sign for sign in (signed, number[0], behind) if sign and sign in "+-"]
    if len(signs) > 1:
        return None
    unit = f"{before}{BESIDE}{times}" if before and times else before or after or ""
    return unit, "".join(signs) + number.lstrip("+-")


class AmountSniffer:
    """Whether all cells so far are amounts, but for a few; in which units, and how written."""

    def __init__(self) -> None:
        self._units: set[str] = set()
        self._others: set[str] = set()
        self._sniffer = Sniffer((Written(), *(form for form in FORMS if form.percent is None)))
        self._seen = 0
        self._is_open = True
        self._dots = self._other_dots = False

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
        named = {known.partition(BESIDE)[0] for known in self._units - {""}}
        self._is_open = len(named) <= MOST_UNITS
        self._sniffer.see(number)
        self._dots |= "." in number
        self._other_dots |= DOTTED.fullmatch(number) is None

    @property
    def amounts(self) -> Amounts | None:
        """None where the cells are no amounts, or have no unit."""
        units = tuple(sorted(self._units - {""}))
        if not self._is_open or not units or self._seen < _FEWEST_BESIDE * len(self._others):
            return None
        forms = self._sniffer.forms
        if not forms or ("" in self._units and any(map(_is_factor, units))):
            # `45 %` beside `.45`, `3k` beside `900`: what the second means is nobody's guess.
            return Amounts(units, is_alike=False)
        form, is_alike = forms[0], len(units) == 1 and BESIDE not in units[0]
        if form.is_plain and self._dots and not self._other_dots:
            # `34.063 €` is formatted for people, of whom many part thousands by a dot.
            return Amounts(units, thousands=".", doubtful=True, is_alike=is_alike)
        doubtful = not form.is_plain and self._sniffer.is_doubtful
        return Amounts(units, form.decimal, form.thousands, doubtful, is_alike=is_alike)


def _is_factor(unit: str) -> bool:
    """Whether a number without this unit is another number: `45 %`, `3k`."""
    return unit == "%" or _MULTIPLE.fullmatch(unit) is not None
