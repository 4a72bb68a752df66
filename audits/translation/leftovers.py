"""Was this translated at all? Copies, left-over source words, unknown marks, other languages."""

import unicodedata
from dataclasses import dataclass

from audits.translation.spelling import UNKNOWN, bare, words_of

# A shorter word may well be spelled alike in two languages.
_SHORTEST_LEFTOVER = 4
_MOSTLY = 0.5
# Long sentences share loan words with their source; this share of the words is no coincidence.
_MANY_LEFTOVER = 0.25
# Frequent words of other target languages that English does not have; enough to notice that
# a service answered in the wrong language, not to say in which.
_FOREIGN = frozenset(
    "ist sind nicht und eine einen einer wird wurde auch sehr er sie est sont une les des elle il "
    "avec dans es una los las muy está ella él è sono della anche molto och är inte hon niet een "
    "het zijn não uma ela ele jest nie ona się она он это не и".split()
)
_ENGLISH = frozenset(
    "the a an is are was were be been has have had do does did of to in on at for with and or but "
    "not this that these those he she it they his her their them him i you we who what as by from "
    "very can will would".split()
)


@dataclass(frozen=True, slots=True)
class Leftovers:
    """copied: the output is the source. foreign: it is not English. words: left-over ones."""

    copied: bool
    mostly_source: bool
    foreign: bool
    words: tuple[str, ...]
    many: bool
    unknown_marks: bool

    @property
    def unreliable(self) -> bool:
        """Whether nothing but a pronoun of its own could be believed."""
        return self.mostly_source or self.foreign or self.many or self.unknown_marks

    @property
    def flags(self) -> tuple[str, ...]:
        """In words, for the table of sentences."""
        found = []
        if self.copied:
            found.append("copies its source")
        if self.foreign:
            found.append("not in English")
        if self.words:
            found.append("left-over source words: " + ", ".join(self.words[:4]))
        if self.unknown_marks:
            found.append("unknown marks")
        return tuple(found)


def leftovers(text: str, source: str) -> Leftovers:
    """What is left of the source in a plain output; a source of "" means it is not known."""
    spelled = words_of(text)
    words = [word.casefold() for word in spelled]
    of_source = {word.casefold() for word in words_of(source)}
    shared = [word for word in words if word in of_source]
    # Names keep their capital in both languages.
    kept = [
        word
        for word in spelled
        if len(word) >= _SHORTEST_LEFTOVER and word.islower() and word in of_source
    ]
    english = any(word.partition("'")[0] in _ENGLISH for word in words)
    return Leftovers(
        copied=bool(of_source) and bare(text) == bare(source),
        mostly_source=bool(words) and len(shared) > _MOSTLY * len(words),
        foreign=not english and (_other_script(text) or any(word in _FOREIGN for word in words)),
        words=tuple(dict.fromkeys(kept)),
        many=bool(kept) and len(kept) >= _MANY_LEFTOVER * len(words),
        unknown_marks=UNKNOWN.search(text) is not None,
    )


def _other_script(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    latin = sum(unicodedata.name(letter, "").startswith("LATIN") for letter in letters)
    return latin < _MOSTLY * len(letters)
