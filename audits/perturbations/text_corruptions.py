"""Ways in which a text is written worse, at five severities, without changing what it says.

A share of the words is changed, each as a careless or hurried writer would; no word is left out, so
a text that had words still has them. Severity is the share of words: 5, 10, 20, 35 and 50 of 100,
at least one where there is one that can be changed.
"""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

SHARES = (0.05, 0.1, 0.2, 0.35, 0.5)
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
# Letters beside each other on the keyboards that most people type English on.
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_LOOK_ALIKE = MappingProxyType(
    dict(zip("aceopxyisjABCEHIKMOPTX", "асеорхуіѕјАВСЕНІКМОРТХ", strict=True))
)
# Words that are spelled one way in British and another in American English.
_SPELLINGS = (
    ("colour", "color"), ("favourite", "favorite"), ("behaviour", "behavior"), ("honour", "honor"),
    ("neighbour", "neighbor"), ("labour", "labor"), ("humour", "humor"), ("centre", "center"),
    ("theatre", "theater"), ("metre", "meter"), ("litre", "liter"), ("grey", "gray"),
    ("organise", "organize"), ("realise", "realize"), ("recognise", "recognize"),
    ("apologise", "apologize"), ("analyse", "analyze"), ("travelled", "traveled"),
    ("travelling", "traveling"), ("cancelled", "canceled"), ("jewellery", "jewelry"),
    ("defence", "defense"), ("licence", "license"), ("programme", "program"), ("cheque", "check"),
    ("tyre", "tire"), ("kerb", "curb"), ("pyjamas", "pajamas"), ("mum", "mom"),
    ("film", "movie"), ("flat", "apartment"), ("lift", "elevator"), ("lorry", "truck"),
    ("holiday", "vacation"), ("petrol", "gas"), ("rubbish", "garbage"), ("queue", "line"),
    ("autumn", "fall"), ("biscuit", "cookie"), ("mobile", "cell"),
)  # fmt: skip
_OTHER_SIDE = MappingProxyType(
    {**dict(_SPELLINGS), **{american: british for british, american in _SPELLINGS}}
)

Change = Callable[[str, np.random.Generator], str]


def corrupted(text: str, name: str, severity: int, rng: np.random.Generator) -> str:
    """The text written worse. name: a key of CORRUPTIONS. severity: 1 to 5."""
    change = CORRUPTIONS[name]
    words = list(_WORD.finditer(text))
    able = [at for at, word in enumerate(words) if _can(name, word.group())]
    if not able:
        return text
    count = max(1, round(SHARES[severity - 1] * len(words)))
    chosen = set(rng.permutation(able)[: min(count, len(able))].tolist())
    parts, end = [], 0
    for at, word in enumerate(words):
        parts.append(text[end : word.start()])
        parts.append(change(word.group(), rng) if at in chosen else word.group())
        end = word.end()
    return "".join([*parts, text[end:]])


def _can(name: str, word: str) -> bool:
    """Whether this change does something to the word and leaves one that can be read."""
    match name:
        case "look-alike letters":
            return any(letter in _LOOK_ALIKE for letter in word)
        case "dialect":
            return word.lower() in _OTHER_SIDE
        case "case":
            return word.swapcase() != word
        case _:
            return len(word) >= 4


def _inner(word: str, rng: np.random.Generator) -> int:
    """A place that is neither the first letter nor the last."""
    return int(rng.integers(1, len(word) - 1))


def _exchanged(word: str, rng: np.random.Generator) -> str:
    at = int(rng.integers(1, len(word) - 2)) if len(word) > 3 else 1
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _left_out(word: str, rng: np.random.Generator) -> str:
    at = _inner(word, rng)
    return word[:at] + word[at + 1 :]


def _doubled(word: str, rng: np.random.Generator) -> str:
    at = _inner(word, rng)
    return word[:at] + word[at] + word[at:]


def _beside(word: str, rng: np.random.Generator) -> str:
    at = _inner(word, rng)
    for row in _ROWS:
        place = row.find(word[at].lower())
        if place >= 0:
            near = row[place - 1] if place else row[1]
            return word[:at] + (near.upper() if word[at].isupper() else near) + word[at + 1 :]
    return _doubled(word, rng)


def _typo(word: str, rng: np.random.Generator) -> str:
    kinds = (_exchanged, _left_out, _doubled, _beside)
    return kinds[int(rng.integers(len(kinds)))](word, rng)


def _spaced(word: str, rng: np.random.Generator) -> str:
    at = _inner(word, rng)
    return f"{word[:at]} {word[at:]}"


def _look_alike(word: str, rng: np.random.Generator) -> str:
    places = [at for at, letter in enumerate(word) if letter in _LOOK_ALIKE]
    at = places[int(rng.integers(len(places)))]
    return word[:at] + _LOOK_ALIKE[word[at]] + word[at + 1 :]


def _cased(word: str, rng: np.random.Generator) -> str:
    return word.lower() if word.isupper() else word.upper()


def _dialect(word: str, rng: np.random.Generator) -> str:
    other = _OTHER_SIDE[word.lower()]
    return other.capitalize() if word[:1].isupper() else other


CORRUPTIONS: Mapping[str, Change] = MappingProxyType(
    {
        "typos": _typo, "split words": _spaced, "look-alike letters": _look_alike,
        "case": _cased, "dialect": _dialect,
    }
)  # fmt: skip
