"""Was this translated at all? Copies, left-over source words, unknown marks, other languages."""

import re
import unicodedata
from dataclasses import dataclass

from audits.languages import other_than_english
from audits.translation.normalisation import UNKNOWN, bare, words_of

# A shorter word may well be spelled alike in two languages.
_SHORTEST_LEFTOVER = 4
_MOSTLY = 0.5
# Long sentences share loan words with their source; this share of the words is no coincidence.
_MANY_LEFTOVER = 0.25
# The same letter eight times, or the same few words four times in a row.
_REPEATS = re.compile(r"([^\W\d_])\1{7}|\b(\w+(?:\W+\w+){0,4}?)(?:\W+\2\b){3}", re.IGNORECASE)
REPEATS = "repeats itself"


@dataclass(frozen=True, slots=True)
class Leftovers:
    """copied: the output is the source. foreign: it is not English. words: left-over ones."""

    copied: bool
    mostly_source: bool
    foreign: bool
    words: tuple[str, ...]
    many: bool
    unknown_marks: bool
    repeats: bool

    @property
    def unreliable(self) -> bool:
        """Whether nothing but a pronoun of its own could be believed."""
        return self.mostly_source or self.foreign or self.many or self.unknown_marks

    @property
    def flags(self) -> tuple[str, ...]:
        """In words, for the table of sentences."""
        flags = []
        if self.copied:
            flags.append("copies its source")
        if self.foreign:
            flags.append("not in English")
        if self.words:
            flags.append("left-over source words: " + ", ".join(self.words[:4]))
        if self.unknown_marks:
            flags.append("unknown marks")
        if self.repeats:
            flags.append(REPEATS)
        return tuple(flags)


def leftovers(text: str, source: str) -> Leftovers:
    """What is left of the source in a plain output; a source of "" means it is not known."""
    spelled = words_of(text)
    words = [word.casefold() for word in spelled]
    of_source = {word.casefold() for word in words_of(source)}
    shared = [word for word in words if word in of_source]
    # Names keep their capital in both languages.
    left_over = [
        word
        for word in spelled
        if len(word) >= _SHORTEST_LEFTOVER and word.islower() and word in of_source
    ]
    is_other = other_than_english(spelled)
    return Leftovers(
        copied=bool(of_source) and bare(text) == bare(source),
        mostly_source=bool(words) and len(shared) > _MOSTLY * len(words),
        foreign=_other_script(text) if is_other is None else is_other,
        words=tuple(dict.fromkeys(left_over)),
        many=bool(left_over) and len(left_over) >= _MANY_LEFTOVER * len(words),
        unknown_marks=UNKNOWN.search(text) is not None,
        repeats=_REPEATS.search(text[:2000]) is not None,
    )


def _other_script(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    latin = sum(unicodedata.name(letter, "").startswith("LATIN") for letter in letters)
    return latin < _MOSTLY * len(letters)
