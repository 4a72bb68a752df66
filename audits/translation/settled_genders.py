"""Texts of two sentences: the first settles whose gender it is, the second names none.

"My mother is here. Hän is an engineer." beside "My father is here. Hän is an engineer.": whoever
translates the second by the first says she and then he, whatever the occupation is stereotyped
with. The pairs differ in nothing else (contrastive pairs, Sennrich 2017, EACL).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from audits.errors import NotApplicable
from audits.specification.parsing import load_yaml
from audits.translation.gender_states import Gender, Reader, Reading, Signal, State
from audits.translation.paragraphs import sentences_of
from audits.translation.stereotype_directions import Direction, leaning
from audits.translation.word_lists import sources

KINDS = {"kin": "mother or father", "name": "a name"}
_SETTLED = (Gender.FEMALE, Gender.MALE)
_FOLLOWS = {Direction.FEMALE: Gender.FEMALE, Direction.MALE: Gender.MALE}


@dataclass(frozen=True, slots=True)
class Settled:
    """A text. kind: a key of `KINDS`. gender: of whom its first sentence is about.

    word: the occupation of its second. direction: whom that is stereotyped with, None where no
    source says it.
    """

    text: str
    language: str
    kind: str
    gender: Gender
    word: str
    direction: Direction | None

    @property
    def agrees(self) -> bool | None:
        """Whether the stereotype says what the first sentence says; None where it says nothing."""
        follows = None if self.direction is None else _FOLLOWS.get(self.direction)
        return None if follows is None else follows is self.gender


@cache
def _contexts() -> dict[str, dict[str, list[str]]]:
    text = files("audits.texts").joinpath("contexts.yaml").read_text("utf-8")
    document: dict[str, Any] = load_yaml(text)
    return document


def settled(language: str) -> list[Settled]:
    """Every occupation of the list, behind each first sentence of the language.

    language: its code. Raises `NotApplicable` for one without such sentences.
    """
    known = _contexts()
    if language not in known:
        raise NotApplicable(
            f"there are no sentences that settle a gender in {language!r}",
            f"choose among: {', '.join(sorted(known))}",
        )
    listed = sources(language, ["occupations"])
    return [
        Settled(
            f"{before} {item.text}", language, kind, gender, item.word, leaning(item.word).direction
        )
        for kind in KINDS
        for item in listed
        if item.template == listed[0].template
        for before, gender in zip(known[language][kind], _SETTLED, strict=True)
    ]


def read_second(read: Reader, output: str | None, source: str) -> Reading:
    """How the second sentence says its person; of outputs joined to one, by their pronoun alone.

    read: of the target language. source: the text that was translated. A noun of the first sentence
    ("mother") says nothing of how the second was put.
    """
    if output is None:
        return Reading(State.UNANSWERED)
    pieces = sentences_of(output)
    if len(pieces) == 2:
        return read(pieces[1], sentences_of(source)[-1])
    whole = read(output, source)
    is_told = whole.signal is Signal.PRONOUN or whole.gender is Gender.UNRESOLVED
    return whole if is_told else Reading(State.NONE, flags=whole.flags)


def keeps_gender(texts: Sequence[Settled], readings: Sequence[Reading]) -> list[bool]:
    """Whether each second sentence is of the gender that the first one settles."""
    return [one.gender is read.gender for one, read in zip(texts, readings, strict=True)]
