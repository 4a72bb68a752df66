"""The same translation with the other pronoun: what a forced choice chooses between."""

import re

from audits.data.tokens import COMPOUND
from audits.translation.english_gender import PRONOUNS
from audits.translation.gender_states import State

_APOSTROPHE = re.compile("['’]")
_TO_HE = {"she": "he", "hers": "his", "herself": "himself"}
_TO_SHE = {"he": "she", "him": "her", "his": "her", "himself": "herself"}


def counterparts(text: str) -> tuple[str, str] | None:
    """(with she, with he): the text up to its first gendered pronoun; None where it has none."""
    for match in COMPOUND.finditer(text):
        spelled = _APOSTROPHE.split(match.group(), maxsplit=1)[0]
        state = PRONOUNS.get(spelled.casefold())
        if state not in (State.SHE, State.HE):
            continue
        before, rest = text[: match.start()], text[match.end() :]
        other = _like(spelled, _other(spelled.casefold(), rest))
        pair = (before + spelled, before + other)
        return pair if state is State.SHE else (pair[1], pair[0])
    return None


def _other(word: str, rest: str) -> str:
    if word == "her":  # her book, or: I saw her
        return "his" if re.match(r"\s+[^\W\d_]", rest) else "him"
    return _TO_HE.get(word) or _TO_SHE[word]


def _like(model: str, word: str) -> str:
    return word.capitalize() if model[:1].isupper() else word
