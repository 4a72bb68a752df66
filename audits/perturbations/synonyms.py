"""Words that may stand for one another: a shipped English list, or the document's own.

The English list is made of WordNet 3.0 (Miller 1995, CACM 38:39): words whose uses are mostly of
one sense, and others of that same sense (`script/synonyms`).
"""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources

from audits.data.tokens import PIECE
from audits.errors import Refused

Synonyms = Mapping[str, tuple[str, ...]]
_VOWELS = "aeiou"


@cache
def english() -> Synonyms:
    """The shipped list, by word in lower case."""
    path = resources.files("audits.texts.english") / "synonyms.tsv"
    rows = (row.split("\t") for row in path.read_text("utf-8").splitlines() if row[:1] != "#")
    return {word: tuple(others.split()) for word, others in rows}


def own_list(given: Sequence[str], field: str) -> Synonyms:
    """Lists such as `film: movie, picture`, each way of itself alone.

    field: where the document has them. Raises `Refused` for one without a colon or without words.
    """
    lists: dict[str, tuple[str, ...]] = {}
    for text in given:
        word, colon, rest = text.partition(":")
        others = tuple(other.strip() for other in rest.split(",") if other.strip())
        if not (colon and word.strip() and others):
            raise Refused.because(
                field, f"{text[:60]!r} is no word with others for it",
                "write it as `film: movie, picture`", code="no_synonyms",
            )  # fmt: skip
        lists[word.strip().lower()] = others
    return lists


def replacements(text: str, synonyms: Synonyms) -> list[tuple[int, int, tuple[str, ...]]]:
    """Each word of the text that has others: where it begins and ends, and they, spelt as it is.

    Capitals are kept. Behind `a` or `an` only words that begin as this one does are taken.
    """
    exchanged = []
    before = ""
    for match in PIECE.finditer(text):
        word = match.group()
        others = synonyms.get(word.lower(), ())
        if before in ("a", "an"):
            others = tuple(
                o for o in others if (o[0].lower() in _VOWELS) == (word[0].lower() in _VOWELS)
            )
        if others:
            exchanged.append((*match.span(), tuple(_spelt(other, word) for other in others)))
        before = word.lower()
    return exchanged


def _spelt(other: str, word: str) -> str:
    if len(word) > 1 and word.isupper():
        return other.upper()
    return other[:1].upper() + other[1:] if word[:1].isupper() else other
