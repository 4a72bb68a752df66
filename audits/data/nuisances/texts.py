"""What a text shows beside its meaning: length, punctuation, capitals, language, spelling.

Every function gives one number a text.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Categories, Column, Numbers, Texts
from audits.data.tokens import WORD
from audits.specification.roles import Role

# Longer texts are judged by their beginning.
LONGEST = 20_000
_ADDRESS = re.compile(r"https?://|www\.", re.IGNORECASE)
_MARK = re.compile(r"[^\w\s]")

# Small words that give a language away; enough for a sentence, and no more is claimed.
COMMON_WORDS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "en": frozenset(["the", "and", "of", "to", "is", "in", "that", "it", "was", "for", "you"]),
        "de": frozenset(["der", "die", "und", "das", "ist", "nicht", "ein", "ich", "zu", "mit"]),
        "fr": frozenset(["le", "la", "les", "et", "des", "est", "une", "que", "dans", "pas"]),
        "es": frozenset(["el", "los", "las", "que", "y", "en", "un", "por", "con", "para"]),
        "it": frozenset(["il", "che", "di", "non", "gli", "per", "una", "sono", "della", "con"]),
        "hu": frozenset(["a", "az", "és", "hogy", "nem", "egy", "van", "is", "ez", "meg"]),
        "fi": frozenset(["ja", "on", "ei", "että", "se", "hän", "oli", "mutta", "joka", "kun"]),
    }
)
_SCRIPTS = (
    ("cyrillic", re.compile(r"[\u0400-\u04ff]")),
    ("greek", re.compile(r"[\u0370-\u03ff]")),
    ("arabic", re.compile(r"[\u0600-\u06ff]")),
    ("hebrew", re.compile(r"[\u0590-\u05ff]")),
    ("devanagari", re.compile(r"[\u0900-\u097f]")),
    ("kana", re.compile(r"[\u3040-\u30ff]")),
    ("hangul", re.compile(r"[\uac00-\ud7af]")),
    ("han", re.compile(r"[\u4e00-\u9fff]")),
)


@dataclass(frozen=True, eq=False)
class Passage:
    """One text, taken apart once."""

    text: str

    @cached_property
    def words(self) -> list[str]:
        """Its words as they stand, in their order."""
        return WORD.findall(self.text)

    @cached_property
    def lowered(self) -> list[str]:
        """Its words in lower case, in their order."""
        return [word.lower() for word in self.words]


def length(passage: Passage) -> float:
    """How many characters it has."""
    return float(len(passage.text))


def words(passage: Passage) -> float:
    """How many words it has."""
    return float(len(passage.words))


def word_length(passage: Passage) -> float:
    """Mean length of its words, in characters; 0 without words."""
    words = passage.words
    return sum(map(len, words)) / len(words) if words else 0.0


def punctuation(passage: Passage) -> float:
    """Punctuation marks per character, 0 to 1; 0 of an empty text."""
    return len(_MARK.findall(passage.text)) / max(1, len(passage.text))


def exclamations(passage: Passage) -> float:
    """Exclamation and question marks per character, 0 to 1; 0 of an empty text."""
    text = passage.text
    return (text.count("!") + text.count("?")) / max(1, len(text))


def capitals(passage: Passage) -> float:
    """Share of the letters that are capitals, 0 to 1; 0 without letters."""
    letters = [c for c in passage.text if c.isalpha()]
    return sum(c.isupper() for c in letters) / max(1, len(letters))


def digits(passage: Passage) -> float:
    """Digits per character, 0 to 1; 0 of an empty text."""
    return sum(c.isdigit() for c in passage.text) / max(1, len(passage.text))


def repetition(passage: Passage) -> float:
    """Share of the words that stood there before, in any case of letters; 0 without words."""
    words = passage.lowered
    return 1 - len(set(words)) / len(words) if words else 0.0


def addresses(passage: Passage) -> float:
    """How many web addresses it has."""
    return float(len(_ADDRESS.findall(passage.text)))


def non_ascii(passage: Passage) -> float:
    """Share of the characters that lie outside ASCII, 0 to 1; 0 of an empty text."""
    return sum(ord(c) > 127 for c in passage.text) / max(1, len(passage.text))


def language(passage: Passage) -> str | None:
    """The language or script its small words or letters give away; None where they do not."""
    for name, script in _SCRIPTS:
        if len(script.findall(passage.text)) * 3 > len(passage.text):
            return name
    words = passage.lowered
    hits = {name: sum(w in known for w in words) for name, known in COMMON_WORDS.items()}
    best = max(hits, key=lambda name: hits[name])
    return best if hits[best] and list(hits.values()).count(hits[best]) == 1 else None


NUMBERS: Mapping[str, Callable[[Passage], float]] = MappingProxyType(
    {
        "length": length,
        "words": words,
        "word length": word_length,
        "punctuation": punctuation,
        "exclamations": exclamations,
        "capitals": capitals,
        "digits": digits,
        "repetition": repetition,
        "web addresses": addresses,
        "non-ASCII": non_ascii,
    }
)


def misspelt(passages: Mapping[int, Passage]) -> dict[int, float]:
    """Share of words seen once that are one letter away from a word seen often, by row.

    Needs no dictionary: the texts themselves say what is usual.
    """
    counted = Counter(word for passage in passages.values() for word in passage.lowered)
    often = {word for word, count in counted.items() if count >= 20 and len(word) >= 4}
    holed: set[str] = set()
    for word in often:
        holed.update(_holes(word))
    once = {word for word, count in counted.items() if count == 1 and len(word) >= 4}
    odd = {word for word in once if holed.intersection(_holes(word))}
    return {
        row: sum(word in odd for word in passage.lowered) / max(1, len(passage.lowered))
        for row, passage in passages.items()
    }


def _holes(word: str) -> set[str]:
    """The word, and the word with any one letter left out."""
    return {word, *(word[:index] + word[index + 1 :] for index in range(len(word)))}


def of_texts(name: str, texts: Texts, rows: NDArray[np.intp]) -> Iterator[Column]:
    """One column a property; each text is taken apart once.

    name: of the column of texts, which begins the new names. rows: shape (looked at,), positions;
    the others are missing.
    """
    passages = {
        row: Passage(str(texts.values[row])[:LONGEST])
        for row in rows.tolist()
        if texts.values[row] is not None
    }
    properties: dict[str, NDArray[np.float64]] = {}
    for what, measure in NUMBERS.items():
        properties[what] = np.full(len(texts), np.nan)
        for row, passage in passages.items():
            properties[what][row] = measure(passage)
    properties["rare spellings"] = np.full(len(texts), np.nan)
    for row, share in misspelt(passages).items():
        properties["rare spellings"][row] = share
    for what, values in properties.items():
        known = values[np.isfinite(values)]
        if len(known) > 1 and np.ptp(known) > 0:
            yield Column(f"{name}: {what}", Role.NUISANCE, Numbers(values))
    languages: list[str | None] = [None] * len(texts)
    for row, passage in passages.items():
        languages[row] = language(passage) or "unclear"
    if len(set(languages) - {None}) > 1:
        yield Column(f"{name}: language", Role.NUISANCE, Categories.of(languages))
