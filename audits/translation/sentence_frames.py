"""Which word a sentence of a template test is about, where nothing names it: found by its frame.

Such tests cross words with templates ("Hän on _.", "Onko hän _?"), and sentences of one word, or
of one template, stand or fall together. A frame is a sentence without some of its words, which
many other sentences share; what stands in its gap is the word. Of sentences that nobody made so no
frame has many fillings.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

FEWEST_FILLINGS = 5
# Words in a gap ("software developer"), in a sentence of a template, and sentences looked at.
_MOST_IN_GAP, _MOST_WORDS, _MOST_SENTENCES = 3, 24, 50_000
_WORD = re.compile(r"\w+(?:['’-]\w+)*")


@dataclass(frozen=True, slots=True)
class Framed:
    """A sentence as its word, or words, and the rest of it."""

    filling: str
    frame: str


_Gap = tuple[str, int, tuple[str, ...], tuple[str, ...]]


def framed(sources: Sequence[str], languages: Sequence[str]) -> list[Framed | None]:
    """Of each sentence its word and its frame; None where no frame has five fillings.

    Of several frames the one with the shortest gap is taken, and of those the one with most
    fillings. None of all of them where no word stands in two frames: one template crosses nothing.
    """
    distinct = set(zip(languages, sources, strict=True))
    if len(distinct) > _MOST_SENTENCES:
        return [None] * len(sources)
    gaps = {key: _gaps(*key) for key in distinct}
    fillings: dict[_Gap, set[str]] = {}
    for own in gaps.values():
        for gap, filling in own:
            fillings.setdefault(gap, set()).add(filling)
    by_sentence = {key: _chosen(own, fillings) for key, own in gaps.items()}
    frames: dict[str, set[str]] = {}
    for one in by_sentence.values():
        if one is not None:
            frames.setdefault(one.filling, set()).add(one.frame)
    if not any(len(of_word) > 1 for of_word in frames.values()):
        return [None] * len(sources)
    return [by_sentence[key] for key in zip(languages, sources, strict=True)]


def _gaps(language: str, source: str) -> list[tuple[_Gap, str]]:
    """Every way to leave one to three words out, with what was left out; not the whole sentence."""
    words = tuple(_WORD.findall(source.casefold()))
    if not 1 < len(words) <= _MOST_WORDS:
        return []
    return [
        (
            (language, size, words[:start], words[start + size :]),
            " ".join(words[start : start + size]),
        )
        for size in range(1, min(_MOST_IN_GAP, len(words) - 1) + 1)
        for start in range(len(words) - size + 1)
    ]


def _chosen(own: Sequence[tuple[_Gap, str]], fillings: dict[_Gap, set[str]]) -> Framed | None:
    likely = [pair for pair in own if len(fillings[pair[0]]) >= FEWEST_FILLINGS]
    if not likely:
        return None
    (language, size, before, after), filling = min(
        likely, key=lambda pair: (pair[0][1], -len(fillings[pair[0]]), pair[0])
    )
    return Framed(f"{language}: {filling}", " ".join([language, *before, "_" * size, *after]))
