"""What a translation says about the gender of its person, and what it leaves open."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class Gender(StrEnum):
    """The partition that shares are counted over."""

    FEMALE = "female"
    MALE = "male"
    NEUTRAL = "neutral"
    UNRESOLVED = "unresolved"


class State(StrEnum):
    """What was read. The last seven are unresolved."""

    SHE = "she"
    HE = "he"
    THEY = "they"  # of one person: singular they
    NEOPRONOUN = "neopronoun"  # xe, ze, fae ...
    IT = "it"
    MIXED = "mixed"  # forms of both genders
    SEVERAL = "several"  # alternatives offered side by side: he/she
    NONE = "none"  # a translation without any sign of gender
    EMPTY = "empty"
    UNTRANSLATED = "untranslated"  # the source copied, or another language
    DECLINED = "declined"  # an apology or a refusal in the place of a translation
    UNANSWERED = "unanswered"  # there is no output at all

    @property
    def gender(self) -> Gender:
        """The part of the partition this state belongs to."""
        return _GENDERS.get(self, Gender.UNRESOLVED)


_GENDERS = {
    State.SHE: Gender.FEMALE,
    State.HE: Gender.MALE,
    State.THEY: Gender.NEUTRAL,
    State.NEOPRONOUN: Gender.NEUTRAL,
    State.IT: Gender.NEUTRAL,
}
NEUTRAL_STATES = (State.THEY, State.NEOPRONOUN, State.IT)
UNRESOLVED_STATES = (
    State.MIXED, State.SEVERAL, State.NONE, State.EMPTY, State.UNTRANSLATED, State.DECLINED,
    State.UNANSWERED,
)  # fmt: skip


class Signal(StrEnum):
    """What decided: a pronoun where there is one, else a noun or an agreement, or nothing."""

    PRONOUN = "pronoun"
    NOUN = "noun"
    AGREEMENT = "agreement"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Reading:
    """One translation, read.

    words: the words that decided, lower case.
    flags: what else a person should know: "decided by a noun", "left-over source words" ...
    """

    state: State
    signal: Signal = Signal.NOTHING
    words: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()

    @property
    def gender(self) -> Gender:
        """The part of the partition."""
        return self.state.gender


# text, source (or None where it is not known) -> reading
Reader: TypeAlias = Callable[[str | None, str | None], Reading]


def of_answers(read: Reader) -> Reader:
    """The same of a translator's answers, of which one may be missing: None is no empty text."""

    def reading(text: str | None, source: str | None) -> Reading:
        return Reading(State.UNANSWERED) if text is None else read(text, source)

    return reading
