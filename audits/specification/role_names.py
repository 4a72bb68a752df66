"""What a column may be for by its name: the words that say it, and how a name is cut into words.

A profile asks `role_of_name`, whose words also tell a column's kind (`audits/data/reading/`). What
people are offered asks further languages besides (`audits/planning/guess_vocabulary.py`); those
words tell no kind, so that no audit reads a column otherwise for them.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from audits.specification.roles import Role

_WORDS = {
    Role.LABEL: "label labels target y outcome truth actual class",
    Role.PREDICTION: "prediction predicted predictions pred yhat",
    Role.SCORE: "score probability proba",
    Role.PROTECTED: "sex gender race ethnicity ethnic age religion disability nationality",
    Role.WEIGHT: "weight weights",
    Role.COUNT: "count frequency",
    Role.SPLIT: "split fold",
    Role.LANGUAGE: "language lang",
    Role.ID: "id uuid guid",
}  # fmt: skip
# Word of a name -> what its column is for.
ROLES: Mapping[str, Role] = MappingProxyType(
    {word: role for role, words in _WORDS.items() for word in words.split()}
)
# How Power BI, Looker and Excel's pivots call a column that they counted or summed, in front of
# the column's own name: `Count of ID`, `Anzahl von ID`, `Nombre de id`, `Mennyiség / id`.
_AGGREGATIONS = {
    "count": "count anzahl nombre recuento cuenta contagem conteggio aantal antal antall liczba "
    "pocet mennyiseg maara maeaerae количество",
    "sum": "sum summe somme suma soma somma som summa summer soucet oesszeg osszeg сумма",
}
_AGGREGATED_BY = {word: made for made, words in _AGGREGATIONS.items() for word in words.split()}
_JOINS = ("of", "von", "de", "d", "di", "van", "av", "af", "z", "по")
# Tableau's and SQL's: `CNT(Candidate Id)`, `COUNT(DISTINCT id)`, `SUM(Number of Records)`.
_CALL = re.compile(r"\s*(\w+)\s*\((.+)\)\s*")
_CALLED_COUNTS = frozenset({"cnt", "cntd", "countd", "count_distinct"})
_DISTINCT = "distinct"


@dataclass(frozen=True, slots=True)
class Aggregated:
    """A name that an aggregation made. is_count: or else a sum. words: of what was aggregated."""

    is_count: bool
    words: tuple[str, ...]


def aggregated(name: str) -> Aggregated | None:
    """What a tool's own name of a counted or summed column says; None of every other name."""
    if call := _CALL.fullmatch(name):
        words = [word for word in words_of_name(call[2]) if word not in (_DISTINCT, *_JOINS)]
        made = "count" if plain(call[1]) in _CALLED_COUNTS else _AGGREGATED_BY.get(plain(call[1]))
        return Aggregated(made == "count", tuple(words)) if made and words else None
    first, *words = words_of_name(name) or [""]
    if first == _DISTINCT and words:
        first, *words = words
    if first not in _AGGREGATED_BY:
        return None
    if words[:1] == [_DISTINCT]:
        words = words[1:]
    by_slash = re.match(r"\s*\w+ / ", name) is not None
    if words[:1] and words[0] in _JOINS:
        words = words[1:]
    elif not by_slash:
        return None
    return Aggregated(_AGGREGATED_BY[first] == "count", tuple(words)) if words else None


def role_of_name(name: str) -> Role | None:
    """What a column may be for by the last of its words that is known; None where none is.

    name: of the column, in words, with underscores or in camel case.
    """
    words = without_y(re.split(r"[^a-z]+", _parted(name).lower()))
    role = next((ROLES[word] for word in reversed(words) if word in ROLES), None)
    # What was counted says nothing of the count: `Count of ID` names no row, a sum of them neither.
    if role is not None and (made := aggregated(name)) is not None:
        return Role.COUNT if made.is_count else None
    return role


def words_of_name(name: str) -> list[str]:
    """The words of a name in lower case, without accents; digits belong to their word."""
    return [word for word in re.split(r"[^\w]+|_", plain(_parted(name))) if word]


def without_y(words: list[str]) -> list[str]:
    """Without the `y` that only says whose the next word is: `y_pred`, `y_score`."""
    return words[1:] if words[:1] == ["y"] and len(words) > 1 else words


def plain(text: str) -> str:
    """Lower case, without accents; German umlauts become two letters."""
    folded = text.strip().lower().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    folded = folded.replace("ß", "ss")
    parts = unicodedata.normalize("NFKD", folded)
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def _parted(name: str) -> str:
    return re.sub(r"([a-z])([A-Z])", r"\1 \2", name)
