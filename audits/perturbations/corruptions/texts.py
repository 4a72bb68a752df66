"""Corruptions of texts: typos, spaces, look-alike letters, capitals, dialect.

Each but the last touches a share of the words (`severities.SHARES`), at least one; which words, and
how each is changed, is drawn once for all severities. No text is emptied: letters go only from
words that keep some.
"""

import random
import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import TypeAlias

from audits.perturbations.corruptions import dialect
from audits.perturbations.corruptions.severities import SHARES

# (word, draws) -> what stands in its place, never empty.
Change: TypeAlias = Callable[[str, random.Random], str]

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# Keys beside each other on the rows of a QWERTY keyboard.
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_BESIDE: Mapping[str, str] = MappingProxyType(
    {
        letter: row[max(0, index - 1) : index] + row[index + 1 : index + 2]
        for row in _ROWS
        for index, letter in enumerate(row)
    }
)
# Letters of other scripts that look the same: Unicode Technical Standard 39, confusables.txt.
LOOK_ALIKES: Mapping[str, str] = MappingProxyType(
    dict(
        zip(
            "aceijopsxyABCEHIJKMOPSTXY",
            "асеіјорѕхуАВСЕНІЈКМОРЅТХУ",
            strict=True,
        )
    )
)


def _swapped(word: str, draws: random.Random) -> str:
    index = draws.randrange(len(word) - 1)
    return word[:index] + word[index + 1] + word[index] + word[index + 2 :]


def _doubled(word: str, draws: random.Random) -> str:
    index = draws.randrange(len(word))
    return word[: index + 1] + word[index:]


def _dropped(word: str, draws: random.Random) -> str:
    index = draws.randrange(1, len(word))
    return word[:index] + word[index + 1 :]


def _beside(word: str, draws: random.Random) -> str:
    index = draws.randrange(len(word))
    letter = word[index]
    keys = _BESIDE.get(letter.lower(), "")
    if not keys:
        return _doubled(word, draws)
    key = draws.choice(keys)
    return word[:index] + (key.upper() if letter.isupper() else key) + word[index + 1 :]


def typo(word: str, draws: random.Random) -> str:
    """Two letters exchanged, one doubled, one dropped, or the key beside it hit."""
    if len(word) < 2:
        return _beside(word, draws)
    return draws.choice((_swapped, _doubled, _dropped, _beside))(word, draws)


def spaced(word: str, draws: random.Random) -> str:
    """A space inside the word; a single letter gets one behind it."""
    index = draws.randrange(1, len(word)) if len(word) > 1 else 1
    return f"{word[:index]} {word[index:]}"


def look_alike(word: str, draws: random.Random) -> str:
    """Latin letters in the shape of others; a word without such letters stays."""
    return "".join(LOOK_ALIKES.get(letter, letter) for letter in word)


def other_case(word: str, draws: random.Random) -> str:
    """Each letter small or capital by chance, at least one of them the other way."""
    changed = "".join(letter.swapcase() if draws.random() < 0.5 else letter for letter in word)
    return word.swapcase() if changed == word else changed


CORRUPTIONS: Mapping[str, Change] = MappingProxyType(
    {"typos": typo, "spacing": spaced, "look_alikes": look_alike, "letter_case": other_case}
)


# All of them by name, those of `CORRUPTIONS` and the dialect, whose places are no single words.
KINDS: tuple[str, ...] = (*CORRUPTIONS, "dialect")


def made(name: str, text: str, seed: int) -> tuple[str, ...]:
    """The text at severities 1 to 5. name: one of `KINDS`. seed: what all draws come from."""
    if name == "dialect":
        return tuple(dialect.versions(text, seed))
    return tuple(versions(text, CORRUPTIONS[name], seed))


def versions(text: str, change: Change, seed: int) -> Iterator[str]:
    """The text at severities 1 to 5. seed: what all draws come from."""
    draws = random.Random(seed)  # noqa: S311 (no secret is made of it)
    words = list(_WORD.finditer(text))
    order = draws.sample(range(len(words)), len(words))
    changed = {index: change(words[index].group(), draws) for index in order}
    for share in SHARES:
        touched = set(order[: max(1, round(share * len(words)))])
        parts, end = [], 0
        for index, word in enumerate(words):
            parts += [
                text[end : word.start()],
                changed[index] if index in touched else word.group(),
            ]
            end = word.end()
        yield "".join([*parts, text[end:]])
