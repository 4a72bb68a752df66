"""Words with their tags, as corpora of names hold them, made spans of the text.

A cell is a list in JSON of pairs such as [["Anna", "B-PER"], ["sings", "O"]], or lines as CoNLL
writes them: the word first, its tag last, columns between them passed over.
"""

import json
from collections.abc import Sequence

from audits.data.located_objects import Located, NotLocated, read_objects
from audits.data.span_tags import is_tag, spans_of


def read_cell(cell: str, text: str | None = None) -> tuple[Located, ...]:
    """The objects of a cell: boxes or spans in JSON, or tagged words; raises `NotLocated`.

    text: in which the words stand; None, they stand one blank apart.
    """
    pairs = _pairs(cell)
    if pairs is None:
        return read_objects(cell)
    words = [word for word, _ in pairs]
    places = _places(words, " ".join(words) if text is None else text)
    return tuple(
        Located(((float(places[first][0]), float(places[last][1])),), kind)
        for first, last, kind in spans_of([tag for _, tag in pairs])
    )


def _pairs(cell: str) -> list[tuple[str, str]] | None:
    """Words and tags; None where the cell holds neither."""
    try:
        written = json.loads(cell)
    except ValueError:
        return _lines(cell)
    is_pairs = (
        isinstance(written, list)
        and bool(written)
        and all(isinstance(pair, list) and len(pair) == 2 for pair in written)
        and all(isinstance(word, str) for pair in written for word in pair)
    )
    return [(word, tag) for word, tag in written] if is_pairs else None


def _lines(cell: str) -> list[tuple[str, str]] | None:
    lines = [line.split() for line in cell.splitlines() if line.strip()]
    if not lines or any(len(fields) < 2 or not is_tag(fields[-1]) for fields in lines):
        return None
    return [(fields[0], fields[-1]) for fields in lines]


def _places(words: Sequence[str], text: str) -> list[tuple[int, int]]:
    """First and past-the-last character of each word; nothing but blanks stands between."""
    places, behind = [], 0
    for word in words:
        start = behind + len(text[behind:]) - len(text[behind:].lstrip())
        if not word or not text.startswith(word, start):
            raise NotLocated(
                f"the word {word[:40]!r} does not stand in the text at character {start}, where "
                f"{text[start : start + 20]!r} stands"
            )
        behind = start + len(word)
        places.append((start, behind))
    return places
