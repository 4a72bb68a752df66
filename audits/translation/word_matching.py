"""Which word of the shipped lists a recorded sentence is about, in inflected forms too.

A sentence matches where every word of a pattern (`texts/forms.yaml`, else the list's own
sentence) stands in it and little else does: in a long sentence a word may be about anybody. Two
different words in one sentence are no match, since nobody knows which the pronoun follows.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import Any

from audits.specification.parsing import load_yaml
from audits.translation.normalisation import plain
from audits.translation.word_lists import language, languages

# Words beside those of the pattern and the frame: where the pronoun stands, and where it does not
# and a short sentence is likely about the person it leaves out. Letters where words are not parted.
MOST_OTHERS, WITHOUT_PRONOUN = 4, 1
MOST_OTHER_LETTERS = 12
# The shortest word that may have an ending.
SHORTEST_STEM = 3
_UNPARTED = frozenset({"ja"})
_TONES = frozenset("\u0300\u0301\u0304")
# Armenian writes its question and stress marks inside the word.
_INSIDE = dict.fromkeys(map(ord, "՛՜՝՞՟"))


@dataclass(frozen=True, slots=True)
class _Stem:
    """A word of a pattern: how it may be spelled, and how many of its letters are given.

    start: the two letters it begins with, so that most patterns need not be tried; "" for any.
    """

    spelled: re.Pattern[str]
    letters: int
    start: str

    def fits(self, token: str) -> bool:
        return self.spelled.fullmatch(token) is not None


@dataclass(frozen=True, slots=True)
class _Index:
    """Everything a language's sentences are matched with."""

    whole: Mapping[str, str]
    patterns: tuple[tuple[str, tuple[_Stem, ...]], ...]
    frame: frozenset[str]
    pronouns: frozenset[str]
    longest: int


def match(sentence: str, code: str) -> str | None:
    """The word of the lists, in English; None where the sentence is about none, or about two."""
    if code not in languages():
        return None
    index, tokens = _index(code), _tokens(sentence, code)
    if (word := index.whole.get(" ".join(tokens))) is not None:
        return word
    others = [position for position, token in enumerate(tokens) if token not in index.frame]
    if code not in _UNPARTED and len(others) > MOST_OTHERS + index.longest:
        return None
    sizes: dict[str, tuple[frozenset[int], int]] = {}
    starts = {"", *(token[:2] for token in tokens)}
    for word, stems in index.patterns:
        if any(stem.start not in starts for stem in stems):
            continue
        places = _places(stems, tokens)
        if places is None or _far(places, others, tokens, stems, code, index):
            continue
        size = (places, sum(stem.letters for stem in stems))
        if word not in sizes or _rank(size) > _rank(sizes[word]):
            sizes[word] = size
    if not sizes:
        return None
    best = max(sizes, key=lambda word: _rank(sizes[word]))
    inside = all(places <= sizes[best][0] for places, _ in sizes.values())
    tied = sum(_rank(size) == _rank(sizes[best]) for size in sizes.values()) > 1
    return best if inside and not tied else None


def _rank(size: tuple[frozenset[int], int]) -> tuple[int, int]:
    return len(size[0]), size[1]


def _far(
    places: frozenset[int],
    others: list[int],
    tokens: list[str],
    stems: tuple[_Stem, ...],
    code: str,
    index: _Index,
) -> bool:
    """Whether too much else stands in the sentence."""
    if code in _UNPARTED:
        return sum(map(len, tokens)) - sum(s.letters for s in stems) > MOST_OTHER_LETTERS
    most = MOST_OTHERS if index.pronouns & set(tokens) else WITHOUT_PRONOUN
    return len([position for position in others if position not in places]) > most


def _places(stems: tuple[_Stem, ...], tokens: list[str]) -> frozenset[int] | None:
    """Where the words of the pattern stand; None where one is missing."""
    places: set[int] = set()
    for stem in stems:
        position = next((i for i, t in enumerate(tokens) if i not in places and stem.fits(t)), None)
        if position is None:
            return None
        places.add(position)
    return frozenset(places)


@cache
def _index(code: str) -> _Index:
    language_lists, forms = language(code), _forms()[code]
    pronouns = _all_tokens((language_lists.pronoun, *forms.get("pronouns", ())), code)
    frame = pronouns | _all_tokens(forms["frame"], code)
    patterns: dict[str, list[tuple[_Stem, ...]]] = {}
    whole: dict[str, str] = {}
    endings, verbs = forms["endings"], forms.get("verbs", "")
    templates = {item.template for item in chain.from_iterable(language_lists.sets.values())}
    framing = frame | _all_tokens([pattern for pattern in templates if "{}" in pattern], code)
    for item in chain.from_iterable(language_lists.sets.values()):
        tokens = _tokens(item.text, code)
        whole.setdefault(" ".join(tokens), item.word)
        stems = tuple(_default(token, endings) for token in tokens if token not in framing)
        if stems and code not in _UNPARTED:
            patterns.setdefault(item.word, []).append(stems)
    for word, tokens in _put_into_templates(code):
        stems = (
            (_stem(f"*{''.join(tokens)}*", ""),)
            if code in _UNPARTED
            else tuple(_default(token, endings) for token in tokens)
        )
        patterns.setdefault(word, []).append(stems)
    for word, pattern in forms["words"].items():
        patterns.setdefault(word, []).extend(_stated(pattern, code, verbs))
    flat = dict.fromkeys((word, stems) for word, many in patterns.items() for stems in many)
    longest = max(len(stems) for _, stems in flat)
    return _Index(whole, tuple(flat), frozenset(framing), frozenset(pronouns), longest)


def _put_into_templates(code: str) -> Iterator[tuple[str, list[str]]]:
    """Words as they stand in the list, before a template gave them an ending."""
    text = files("audits.texts").joinpath(f"languages/{code}.yaml").read_text("utf-8")
    document: dict[str, Any] = load_yaml(text)
    for content in document["sets"].values():
        for word, translation in content.get("words", {}).items():
            yield word, _tokens(translation, code)


def _default(token: str, endings: str) -> _Stem:
    return _stem(token, endings if len(token) >= SHORTEST_STEM else "")


def _stated(patterns: str, code: str, verbs: str) -> Iterator[tuple[_Stem, ...]]:
    for pattern in patterns.split("|"):
        stems = []
        for word in pattern.split():
            (letters,) = _tokens(word.strip("*~"), code)
            marked = "*" * word.startswith("*") + letters + "*" * word.endswith("*")
            stems.append(_stem(marked, verbs if word.endswith("~") else ""))
        yield tuple(stems)


def _stem(word: str, endings: str) -> _Stem:
    """`*` stands for any letters at that end."""
    letters = word.strip("*")
    before, after = (".*" if mark else "" for mark in (word[0] == "*", word[-1] == "*"))
    start = letters[:2] if not before and len(letters) > 1 else ""
    return _Stem(re.compile(before + re.escape(letters) + endings + after), len(letters), start)


def _all_tokens(texts: Iterable[str], code: str) -> set[str]:
    return {token for text in texts for token in _tokens(text, code)}


@cache
def _forms() -> Mapping[str, Any]:
    forms: dict[str, Any] = load_yaml(
        files("audits.texts").joinpath("forms.yaml").read_text("utf-8")
    )
    return forms


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
