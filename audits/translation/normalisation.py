"""Translations as they come from machines, made plain before they are read."""

import html
import re
import unicodedata

from audits.data.tokens import COMPOUND

_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "＇": "'"})
_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad]")
UNKNOWN = re.compile(r"⁇|<unk>|\[unk\]|\ufffd|(?<!\S)[*#@](?=[^\W\d_])", re.IGNORECASE)


def plain(text: str | None) -> str:
    """HTML entities decoded (twice, as some services encode twice), apostrophes and marks plain."""
    if text is None:
        return ""
    decoded = html.unescape(html.unescape(text))
    decoded = unicodedata.normalize("NFC", decoded).translate(_APOSTROPHES)
    return " ".join(_UNSEEN.sub("", decoded).split())


def words_of(text: str) -> list[str]:
    """The words of a plain text, as they are spelled."""
    return COMPOUND.findall(text)


def bare(text: str) -> str:
    """Only the words, lower case: what two texts have in common when one copies the other."""
    return " ".join(words_of(text)).casefold()


def has_letters(text: str) -> bool:
    return any(letter.isalpha() for letter in text)
