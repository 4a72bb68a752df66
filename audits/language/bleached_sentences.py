"""Sentences that say little but the word they hold, by the kind of word (SEAT, May et al. 2019)."""

import re
from collections.abc import Callable, Collection, Mapping
from functools import cache

from audits.language.association_lists import rows_of

_ENDINGS: tuple[tuple[re.Pattern[str], Callable[[str], str]], ...] = (
    (re.compile(r"(man|.*\Wman|.*woman)$"), lambda word: f"{word[:-3]}men"),
    (re.compile(r".*[^aeiou]y$"), lambda word: f"{word[:-1]}ies"),
    (re.compile(r".*(s|ch|sh|x)$"), lambda word: f"{word}es"),
    (re.compile(r".*[^f]fe$"), lambda word: f"{word[:-2]}ves"),
)
_BEFORE_VOWELS = re.compile(r"\b([Aa])(?= [aeiou])")


def sentences_of(word: str, *, persons: Collection[str] = ()) -> tuple[str, ...]:
    """The word in each sentence of its kind.

    persons: words for people that are in no list of kinds, such as occupations.
    """
    forms = {"one": word, "many": plural(word)}
    return tuple(_written(form.format(**forms)) for form in _forms()[kind_of(word, persons)])


def kind_of(word: str, persons: Collection[str] = ()) -> str:
    """The kind of the word, a key of `sentences.tsv`; persons as of `sentences_of`."""
    if word in _kinds():
        return _kinds()[word]
    if word in persons:
        return "person"
    return "name" if word[:1].isupper() else "thing"


def plural(word: str) -> str:
    """Of an English noun; of one of several words the last one's."""
    for ending, made in _ENDINGS:
        if ending.match(word):
            return made(word)
    return f"{word}s"


def _written(sentence: str) -> str:
    """With "an" before vowels and a capital letter at the beginning."""
    sentence = _BEFORE_VOWELS.sub(r"\1n", sentence)
    return sentence[:1].upper() + sentence[1:]


@cache
def _forms() -> Mapping[str, tuple[str, ...]]:
    return {kind: tuple(forms.split("|")) for kind, forms in rows_of("sentences.tsv")}


@cache
def _kinds() -> Mapping[str, str]:
    return {word: kind for kind, words, _ in rows_of("kinds.tsv") for word in words.split(",")}
