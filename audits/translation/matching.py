"""Which word of the shipped lists a recorded sentence is about, in inflected forms too.

A sentence matches where every word of a pattern (`texts/forms.yaml`, else the list's own
sentence) stands in it and little else does: in a long sentence a word may be about anybody. Two
different words in one sentence are no match, since nobody knows which the pronoun follows.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain
from math import inf
from typing import Any

from audits.parsing import load_yaml
from audits.translation.sources import language, languages
from audits.translation.spelling import plain

# Words beside those of the pattern and the frame; letters where words are not parted.
MOST_OTHERS, MOST_OTHER_LETTERS = 4, 12
# The longest ending a noun or an adjective may carry, and the shortest word that may have one.
LONGEST_ENDING, SHORTEST_STEM = 4, 3
_UNPARTED = frozenset({"ja"})
_TONES = frozenset("\u0300\u0301\u0304")
# Armenian writes its question and stress marks inside the word.
_INSIDE = dict.fromkeys(map(ord, "՛՜՝՞՟"))


@dataclass(frozen=True, slots=True)
class _Stem:
    """A word of a pattern: its letters, and how many more may stand before and after."""

    letters: str
    before: float = 0
    after: float = 0

    def fits(self, token: str) -> bool:
        extra = len(token) - len(self.letters)
        if extra < 0:
            return False
        if not self.before:
            return extra <= self.after and token.startswith(self.letters)
        if not self.after:
            return token.endswith(self.letters)
        return self.letters in token


@dataclass(frozen=True, slots=True)
class _Index:
    """Everything a language's sentences are matched with."""

    whole: Mapping[str, str]
    patterns: tuple[tuple[str, tuple[_Stem, ...]], ...]
    frame: frozenset[str]
    longest: int


def match(sentence: str, code: str) -> str | None:
    """The word of the lists, in English; None where the sentence is about none, or about two."""
    if code not in languages():
        return None
    index, tokens = _index(code), _tokens(sentence, code)
    if (word := index.whole.get(" ".join(tokens))) is not None:
        return word
    others = [at for at, token in enumerate(tokens) if token not in index.frame]
    if code not in _UNPARTED and len(others) > MOST_OTHERS + index.longest:
        return None
    found: dict[str, tuple[frozenset[int], int]] = {}
    for word, stems in index.patterns:
        places = _places(stems, tokens)
        if places is None or _far(places, others, tokens, stems, code):
            continue
        size = (places, sum(len(stem.letters) for stem in stems))
        if word not in found or _rank(size) > _rank(found[word]):
            found[word] = size
    if not found:
        return None
    best = max(found, key=lambda word: _rank(found[word]))
    inside = all(places <= found[best][0] for places, _ in found.values())
    tied = sum(_rank(size) == _rank(found[best]) for size in found.values()) > 1
    return best if inside and not tied else None


def _rank(found: tuple[frozenset[int], int]) -> tuple[int, int]:
    return len(found[0]), found[1]


def _far(
    places: frozenset[int],
    others: list[int],
    tokens: list[str],
    stems: tuple[_Stem, ...],
    code: str,
) -> bool:
    if code in _UNPARTED:
        letters = sum(map(len, tokens)) - sum(len(stem.letters) for stem in stems)
        return letters > MOST_OTHER_LETTERS
    return len([at for at in others if at not in places]) > MOST_OTHERS


def _places(stems: tuple[_Stem, ...], tokens: list[str]) -> frozenset[int] | None:
    """Where the words of the pattern stand; None where one is missing."""
    places: set[int] = set()
    for stem in stems:
        at = next((i for i, t in enumerate(tokens) if i not in places and stem.fits(t)), None)
        if at is None:
            return None
        places.add(at)
    return frozenset(places)


@cache
def _index(code: str) -> _Index:
    held, forms = language(code), _forms()[code]
    frame = {token for word in (held.pronoun, *forms["frame"]) for token in _tokens(word, code)}
    patterns: dict[str, list[tuple[_Stem, ...]]] = {}
    whole: dict[str, str] = {}
    endings = LONGEST_ENDING if forms["suffixes"] else 0
    templates = {item.template for item in chain.from_iterable(held.sets.values())}
    framing = frame | {
        token for template in templates if "{}" in template for token in _tokens(template, code)
    }
    for item in chain.from_iterable(held.sets.values()):
        tokens = _tokens(item.text, code)
        whole.setdefault(" ".join(tokens), item.word)
        stems = tuple(_default(token, endings) for token in tokens if token not in framing)
        if stems and code not in _UNPARTED:
            patterns.setdefault(item.word, []).append(stems)
    for word, tokens in _put_into_templates(code):
        stems = (
            (_Stem("".join(tokens), inf, inf),)
            if code in _UNPARTED
            else tuple(_default(token, endings) for token in tokens)
        )
        patterns.setdefault(word, []).append(stems)
    for word, said in forms["words"].items():
        patterns.setdefault(word, []).extend(_stated(said, code))
    flat = dict.fromkeys((word, stems) for word, many in patterns.items() for stems in many)
    longest = max(len(stems) for _, stems in flat)
    return _Index(whole, tuple(flat), frozenset(framing), longest)


def _put_into_templates(code: str) -> Iterator[tuple[str, list[str]]]:
    """Words as they stand in the list, before a template gave them an ending."""
    text = files("audits.texts").joinpath(f"languages/{code}.yaml").read_text("utf-8")
    found: dict[str, Any] = load_yaml(text)
    for content in found["sets"].values():
        for word, said in content.get("words", {}).items():
            yield word, _tokens(said, code)


def _default(token: str, endings: int) -> _Stem:
    return _Stem(token, after=endings if len(token) >= SHORTEST_STEM else 0)


def _stated(said: str, code: str) -> Iterator[tuple[_Stem, ...]]:
    for pattern in said.split("|"):
        stems = []
        for word in pattern.split():
            (letters,) = _tokens(word.strip("*"), code)
            before = inf if word.startswith("*") else 0
            stems.append(_Stem(letters, before, inf if word.endswith("*") else 0))
        yield tuple(stems)


@cache
def _forms() -> Mapping[str, Any]:
    found: dict[str, Any] = load_yaml(
        files("audits.texts").joinpath("forms.yaml").read_text("utf-8")
    )
    return found


def _tokens(sentence: str, code: str) -> list[str]:
    """Words without case and marks; vowel signs of Indic scripts stay in their word."""
    text = plain(sentence).translate(_INSIDE)
    if code == "tr":
        text = text.replace("İ", "i").replace("I", "ı")
    text = text.casefold()
    if code == "yo":
        parted = unicodedata.normalize("NFD", text)
        text = unicodedata.normalize("NFC", "".join(c for c in parted if c not in _TONES))
    return "".join(" " if unicodedata.category(c)[0] in "PSZ" else c for c in text).split()
