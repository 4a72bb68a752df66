"""What a word is: the pieces of a text that are counted, looked up, left out or exchanged.

One rule, at four grains, since what is done with a word decides what may belong to it.
"""

import re

_LETTERS = r"[^\W\d_]+"
# Counted and read: letters, joined by apostrophes (don't).
WORD = re.compile(rf"{_LETTERS}(?:['’]{_LETTERS})*")
# Looked up in lists: joined by hyphens as well, for she-wolf is no pronoun; dashes part.
COMPOUND = re.compile(rf"{_LETTERS}(?:['’-]{_LETTERS})*")
# Left out one by one: digits are words too, and every other sign that is no space stands alone.
PIECE = re.compile(r"\w+(?:['’\-]\w+)*|[^\w\s]")
# Held against the label: an address is one, and so is a run of signs (!!!).
TOKEN = re.compile(r"https?://\S+|\w+(?:['’]\w+)*|[^\w\s]+")
# Compared in threes: however words are joined, copies share them.
RUN = re.compile(r"\w+")


def tokens(text: str) -> set[str]:
    """Words, addresses and runs of punctuation, as they are spelt but in lower case."""
    return set(TOKEN.findall(text.lower()))


def is_word(piece: str) -> bool:
    """Whether a piece has a letter or a digit, and is no mere sign."""
    return RUN.search(piece) is not None
