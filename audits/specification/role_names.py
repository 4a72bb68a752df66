"""What a column may be for by its name: the words that say it, and how a name is cut into words.

A profile asks `role_of_name`, whose words also tell a column's kind (`audits/data/reading/`). What
people are offered asks further languages besides (`audits/planning/guess_vocabulary.py`); those
words tell no kind, so that no audit reads a column otherwise for them.
"""

import re
import unicodedata
from collections.abc import Mapping
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


def role_of_name(name: str) -> Role | None:
    """What a column may be for by the last of its words that is known; None where none is.

    name: of the column, in words, with underscores or in camel case.
    """
    words = without_y(re.split(r"[^a-z]+", _parted(name).lower()))
    return next((ROLES[word] for word in reversed(words) if word in ROLES), None)


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
