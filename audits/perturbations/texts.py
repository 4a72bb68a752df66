"""Changes of a text that leave its meaning alone. Each takes and gives a str."""

import re
import zlib
from collections.abc import Callable, Mapping
from types import MappingProxyType

from audits.data.tokens import TOKEN

_MARKS = re.compile(r"[^\w\s]")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_LETTERS = re.compile(r"[^\W\d_]{4,}")


def without_punctuation(text: str) -> str:
    """Every mark left out."""
    return " ".join(_MARKS.sub(" ", text).split())


def lower_case(text: str) -> str:
    """Small letters only."""
    return text.lower()


def upper_case(text: str) -> str:
    """Capital letters only."""
    return text.upper()


def padded(text: str) -> str:
    """Three empty sentences longer."""
    return f"{text} That is all. There is nothing more to say. Thank you for reading."


def with_typos(text: str) -> str:
    """Two inner letters exchanged in one word of eight, the same words each time."""

    def slip(match: re.Match[str]) -> str:
        word = match.group()
        if zlib.crc32(word.encode()) % 8:
            return word
        slipped = 1 + zlib.crc32(word[::-1].encode()) % (len(word) - 2)
        return word[:slipped] + word[slipped + 1] + word[slipped] + word[slipped + 2 :]

    return _LETTERS.sub(slip, text)


def with_boilerplate(text: str) -> str:
    """A line that phones add."""
    return f"{text}\n\nSent from my phone"


def with_address(text: str) -> str:
    """An address at the end."""
    return f"{text} https://www.example.org/page"


def without_addresses(text: str) -> str:
    """Web addresses left out."""
    return " ".join(_ADDRESS.sub(" ", text).split()) if _ADDRESS.search(text) else text


CHANGES: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "no punctuation": without_punctuation,
        "lower case": lower_case,
        "upper case": upper_case,
        "padding": padded,
        "typos": with_typos,
        "boilerplate": with_boilerplate,
        "web address added": with_address,
        "web addresses removed": without_addresses,
    }
)


def exchanged(text: str, words: frozenset[str], other: str) -> str:
    """Without these words (cut as `audits.data.tokens` does), with the other text's ones."""
    rest = TOKEN.sub(lambda token: "" if token.group().lower() in words else token.group(), text)
    return " ".join([*rest.split(), *lent(other, words)])


def lent(text: str, words: frozenset[str]) -> list[str]:
    """Those of these words that stand in the text, in its order."""
    return [match for match in TOKEN.findall(text) if match.lower() in words]
