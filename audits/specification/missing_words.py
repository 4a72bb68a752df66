"""Which words say that nothing is known: pandas' own, or those that a plan lists.

Numpy-free: plans read it too.
"""

import html
import json
import re
import unicodedata
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from decimal import Context, Decimal
from functools import cached_property

# `pandas.read_csv`, parameter `na_values`: what it reads as NaN unless it is told otherwise.
DEFAULT = frozenset(
    {
        "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN",
        "<NA>", "N/A", "NA", "NULL", "NaN", "None", "n/a", "nan", "null",
    }
)  # fmt: skip
# Said of nothing known as often as of something: never taken for missing, but asked about, in any
# case of letters. `\N` is what MySQL, PostgreSQL and Hive write for NULL, `(null)` and `[NULL]`
# what Oracle's and DBeaver's exports write, `NaT` pandas' missing date, `#...!` Excel's errors,
# `(blank)` Power BI and Excel's pivots, in the language of whoever made them.
_DOUBTFUL = frozenset(
    {
        "-", "--", "?", ".", "..", "unknown", "missing", "\\n", "(null)", "[null]", "nil", "nat",
        "n.a.", "not available", "#null!", "#value!", "#ref!", "#div/0!", "#name?", "#num!",
        "(blank)", "(leer)", "(vide)", "(en blanco)", "(em branco)", "(vazio)", "(vuoto)", "(leeg)",
        "(tom)", "(tomt)", "(puste)", "(üres)", "(tyhjä)", "(prázdné)", "(boş)", "(пусто)",
        "(空白)",
        # What forms and registers of Europe's larger languages say of an answer that was not given.
        "no answer", "not known", "not stated", "not specified", "not provided", "no data",
        "keine angabe", "keine angaben", "k.a.", "k. a.", "unbekannt", "fehlt", "ohne angabe",
        "inconnu", "inconnue", "non renseigné", "non renseignée", "non précisé", "n.r.",
        "desconocido", "desconocida", "no contesta", "sin datos", "sin dato", "ns/nc", "no consta",
        "sconosciuto", "sconosciuta", "non specificato", "n.d.", "desconhecido", "desconhecida",
        "não informado", "sem informação", "onbekend", "okänd", "okänt", "uppgift saknas", "ukjent",
        "ukendt", "uoplyst", "tuntematon", "ei tietoa", "nieznany", "nieznane", "brak danych",
        "neznámý", "neznámé", "ismeretlen", "nincs adat", "necunoscut", "bilinmiyor", "άγνωστο",
        "неизвестно", "нет данных", "невідомо", "不明", "未知",
    }
)  # fmt: skip
# Errors of spreadsheets in the language of whoever made them: `#NV`, `#N/D`, `#WERT!`, `#¿NOMBRE?`.
_SHEET_ERROR = re.compile(r"#(?:[^\s#]{1,12}[!?]|nv|n/[a-zбдф]|i/t|h/y|yok|puuttuu!|hiányzik)")
# Missing values of Stata (`.a` to `.z`) and SAS (`.A` to `.Z` and `._`), which say why it is.
_EXTENDED_MISSING = frozenset(f".{letter}" for letter in "abcdefghijklmnopqrstuvwxyz_")
# Ends of a sentence, which say nothing: UCI's Adult writes `>50K.` in its test rows.
_CLOSING = ".,;:! "
_IN_ANY_CASE = frozenset({"nan", "null"})
# The key of a `map` that says what a missing cell means: a flag may be written only where it is
# set.
MISSING_CELL = ""
_INTEGRAL = re.compile(r"[+-]?\d+\.0*")
# A rounded negative number near nothing is -0, which is no other number than 0.
_ZEROS = frozenset({"-0", "+0"})
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,4})?")
# Digits of a fraction that say which it is: .1 + .2 is .30000000000000004, and meant as .3.
_FRACTION_DIGITS = Context(prec=12)
_LONGEST_NUMBER = 60
_EVERY_DIGIT = Context(prec=_LONGEST_NUMBER)
# Every distinct cell of a table is asked: what cannot be is told by its length or its end.
_INTEGRAL_ENDS = ("0", ".")
_LONGEST_IN_ANY_CASE = max(map(len, _IN_ANY_CASE))
# Letters of Greek and Cyrillic that look like these of Latin (of Unicode's confusables, UTS 39).
_LOOK_ALIKES = {
    ord(alike): letter
    for letter, every in {
        "A": "АΑ", "B": "ВΒ", "C": "С", "E": "ЕΕ", "H": "НΗ", "I": "ІΙ", "J": "Ј", "K": "КΚ",
        "M": "МΜ", "N": "Ν", "O": "ОΟ", "P": "РΡ", "S": "Ѕ", "T": "ТΤ", "X": "ХΧ", "Y": "УΥ",
        "Z": "Ζ", "a": "аα", "c": "с", "d": "ԁ", "e": "е", "h": "һ", "i": "іι", "j": "ј",
        "l": "ӏ", "o": "оο", "p": "рρ", "q": "ԛ", "s": "ѕ", "u": "υ", "v": "ѵν", "w": "ԝ",
        "x": "х", "y": "у",
    }.items()
    for alike in every
}  # fmt: skip
# Dashes and apostrophes, of which a keyboard has one each: word processors write the others.
_PLAIN_SIGNS = {
    **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"), "-"),
    **dict.fromkeys(map(ord, "\u2018\u2019\u201b\u02bc"), "'"),
}
_BOOLEANS = {"True": "true", "TRUE": "true", "False": "false", "FALSE": "false"}


def normal(raw: str) -> str:
    """The form in which labels, predictions, groups and rules are compared: `1.0 ` is `1`.

    Letters are composed (Unicode's NFC): an `ö` of one code point or of two is the same letter.
    """
    text = raw.strip()
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if text.endswith(_INTEGRAL_ENDS):
        if _INTEGRAL.fullmatch(text):
            text = text.partition(".")[0]
        return "0" if text in _ZEROS else text
    return _BOOLEANS.get(text, text)


# Weka writes a class behind its number, and what is not known with that of the first.
_OF_NO_CLASS = re.compile(r"\d+:\?")


def is_doubtful(text: str) -> bool:
    """Whether a word may say that nothing is known, though nobody listed it.

    Also behind the apostrophe by which a spreadsheet takes a cell for text: GDC writes `'--`.
    """
    word = text.strip().casefold()
    word = word.removeprefix("'").removesuffix("'") if word.startswith("'") else word
    return (
        word in _DOUBTFUL
        or word in _EXTENDED_MISSING
        or _OF_NO_CLASS.fullmatch(word) is not None
        or (word.startswith("#") and _SHEET_ERROR.fullmatch(word) is not None)
    )


def folded(level: str) -> str:
    """What values that a person would take for one have in common: `Yes` and `yes`.

    Also where they differ in what is not seen (no-break, double and zero-width blanks), in wide
    letters, in dashes and apostrophes, in `_` for a blank, in an entity of HTML (`&amp;`), in UTF-8
    that was read as Windows-1252 (`mÃ¤nnlich`), or in a letter of Cyrillic or Greek that looks like
    the Latin one in a word of Latin; where a dot or the like closes one of them; where an
    apostrophe opens one (`'01`); and where they write one number: `+1`, `01` and `1e0`.
    """
    if level.isascii() and "&" not in level:
        return _folded(level)
    # What one step leaves may be an entity (`&amp;amp;`) or a mixed word; each step shortens it.
    text, before = _folded(level), level
    while text != before:
        text, before = _folded(text), text
    return text


def _folded(text: str) -> str:
    if "&" in text:
        text = html.unescape(text)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", _as_utf_8(text)).translate(_PLAIN_SIGNS)
        text = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
        text = " ".join(map(_in_one_script, text.split()))
    text = " ".join(text.replace("_", " ").split()).casefold()
    text = text.rstrip(_CLOSING) or text
    # A spreadsheet's sign for text, which it does not show, or a program's for a word.
    text = (text[1:].removesuffix("'") if text.startswith("'") else text) or text
    if len(text) <= _LONGEST_NUMBER and _NUMBER.fullmatch(text):
        return _folded_number(Decimal(text))
    if text.isdecimal():
        return text.lstrip("0") or "0"
    return {"true": "1", "false": "0"}.get(text, text)


def _as_utf_8(text: str) -> str:
    """A text whose UTF-8 was read as Windows-1252, mended; any other as it stands."""
    for encoding in ("cp1252", "latin-1"):
        with suppress(UnicodeError):
            return text.encode(encoding).decode()
    return text


def mixes_scripts(text: str) -> bool:
    """Whether letters of Cyrillic or Greek stand for the Latin ones that they look like."""
    return not text.isascii() and any(_in_one_script(word) != word for word in text.split())


def _in_one_script(word: str) -> str:
    """A word of Latin letters and others that look like them, in Latin; others as they stand."""
    if any("LATIN" in unicodedata.name(sign, "") for sign in word):
        return word.translate(_LOOK_ALIKES)
    return word


def _folded_number(number: Decimal) -> str:
    """One text for a number: whole ones by every digit, since they may be codes of something."""
    whole = number.is_zero() or number == number.to_integral_value(context=_EVERY_DIGIT)
    short = number.normalize(_EVERY_DIGIT if whole else _FRACTION_DIGITS)
    return str(abs(short) if short.is_zero() else short)


def quoted(text: str) -> str:
    """A value as YAML and JSON both read it; signs that are not seen stand as their escapes.

    Beyond U+FFFF they stand as they are: JSON's escape of them is a pair, which YAML reads as two.
    """
    spelled = json.dumps(text, ensure_ascii=False)
    return "".join(
        sign if sign.isprintable() or ord(sign) > 0xFFFF else f"\\u{ord(sign):04x}"
        for sign in spelled
    )


@dataclass(frozen=True)
class Words:
    """Cells that are missing: empty ones, and those with a word of this list.

    listed: the plan's own words in place of pandas' ones; empty turns them off.
    """

    listed: frozenset[str] | None = None

    @classmethod
    def of(cls, listed: Collection[str] | None) -> "Words":
        """From a plan's `missing`, None where it says nothing."""
        return cls() if listed is None else cls(frozenset(listed))

    def holds(self, raw: str) -> bool:
        """Whether a cell with this text is missing; blanks around it do not matter."""
        text = raw.strip()
        if not text:
            return True
        if self.listed is None:
            return text in DEFAULT or (
                len(text) <= _LONGEST_IN_ANY_CASE and text.lower() in _IN_ANY_CASE
            )
        return text in self.listed or normal(text) in self._normal

    @cached_property
    def _normal(self) -> frozenset[str]:
        return frozenset(map(normal, self.listed or ()))

    @cached_property
    def numbers(self) -> tuple[float, ...]:
        """Those that are numbers, such as -999, for columns whose cells have a type."""
        numbers = []
        for word in self.listed or ():
            try:
                numbers.append(float(word))
            except ValueError:
                continue
        return tuple(numbers)
