"""Whether a text holds a word of a list: the shipped one of English, or the document's own."""

import re
from collections.abc import Sequence
from functools import cache
from importlib import resources

from audits.data.tokens import COMPOUND

SOURCE = "WordNet 3.0: English words that are offensive in their chief sense"


@cache
def english() -> tuple[str, ...]:
    """The shipped list, in lower case."""
    path = resources.files("audits.texts.english") / "offensive.tsv"
    lines = path.read_text("utf-8").splitlines()
    return tuple(line.partition("\t")[0] for line in lines if line[:1] != "#")


class WordList:
    """Words and word groups, met in whatever case, and with an s behind them."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = frozenset(word.strip().casefold() for word in words if word.strip())
        groups = sorted(word for word in self._words if not COMPOUND.fullmatch(word))
        self._groups = (
            re.compile("|".join(rf"(?<!\w){re.escape(group)}s?(?!\w)" for group in groups))
            if groups
            else None
        )

    def words_in(self, text: str) -> list[str]:
        """Those of the list that stand in the text, in their order there, words before groups."""
        folded = text.casefold()
        met = [
            word
            for piece in COMPOUND.findall(folded)
            for word in (piece, piece.removesuffix("s"))
            if word in self._words
        ]
        groups = [] if self._groups is None else self._groups.findall(folded)
        return [*dict.fromkeys(met), *dict.fromkeys(groups)]
