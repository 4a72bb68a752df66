"""Names of people, keys and organisations: what stands in a trail must not look like another's."""

import re
import unicodedata

from audits.errors import Refused
from audits.report.terminal_text import printable

MOST_CHARACTERS = 199
# Scripts whose letters are drawn like another's of these.
_ALIKE = {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC"}


def spelled(name: str) -> str:
    """The name in the one form in which it is kept and looked for (NFC)."""
    return unicodedata.normalize("NFC", name)


def checked_name(name: str, field: str = "name") -> str:
    """The name as it is kept.

    Raises `Refused` for one that is empty, has edges of blanks, holds what cannot be seen or turns
    the direction of writing, or mixes letters of scripts that look alike within a word.
    """
    name = spelled(name)
    if not name or len(name) > MOST_CHARACTERS or name != name.strip():
        raise Refused.because(
            field, f"a name has 1 to {MOST_CHARACTERS} characters, and no blank at its ends",
            "give a name, e.g. ada",
        )  # fmt: skip
    if printable(name) != name or any(letter in "\t\n\r" for letter in name):
        raise Refused.because(
            field, "it holds a character that cannot be seen or that turns the direction of "
            f"writing ({printable(name)!r})", "write it without", "unseen_character",
        )  # fmt: skip
    for letter in name:
        alike = unicodedata.normalize("NFKC", letter)
        if not letter.isascii() and alike.isascii() and alike.isalnum():
            raise Refused.because(
                field, f"{letter!r} is another way to draw {alike!r}", f"write {alike!r}",
                "looks_like_another",
            )  # fmt: skip
    for word in re.findall(r"\w+", name):
        if len(scripts := _scripts(word)) > 1:
            raise Refused.because(
                field, f"{word!r} mixes {' and '.join(scripts)} letters, which look alike",
                "write each word in one script", "looks_like_another",
            )  # fmt: skip
    return name


def _scripts(word: str) -> list[str]:
    named = (unicodedata.name(letter, "").partition(" ")[0] for letter in word if letter.isalpha())
    return sorted({script.capitalize() for script in named if script in _ALIKE})
