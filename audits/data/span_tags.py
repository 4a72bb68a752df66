"""Tags of words, and the spans that they spell: IO, BIO and BILOU (also written BIOES).

`B-PER` begins a span of the class PER and `I-PER` goes on with it; `L-` or `E-` ends one, `U-` or
`S-` is one word alone; a tag without a prefix is inside (IO); `O` is outside. A span that begins
with `I-` counts, as it does where models are asked by transformers' pipeline (Ratinov & Roth 2009,
Design challenges and misconceptions in named entity recognition, CoNLL).
"""

import re
from collections.abc import Iterator, Sequence

OUTSIDE = "O"
_TAG = re.compile(r"([BILEUS])-(.+)", re.DOTALL)
_BEGINS, _ENDS = frozenset("BUS"), frozenset("LEUS")


def is_tag(word: str) -> bool:
    """Whether a word is `O` or has one of the prefixes."""
    return word == OUTSIDE or _TAG.fullmatch(word) is not None


def kind_of(tag: str) -> str:
    """The class that a tag names, without its prefix."""
    match = _TAG.fullmatch(tag)
    return tag if match is None else match[2]


def spans_of(tags: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """First word, last word and class of each span, in order.

    tags: one a word. A word goes on with the span before it where both are of one class, it does
    not begin one and the word before did not end one.
    """
    first, kind, ended = 0, OUTSIDE, True
    for word, tag in enumerate(tags):
        match = _TAG.fullmatch(tag)
        letter, own = ("I", tag) if match is None else (match[1], match[2])
        if own != kind or letter in _BEGINS or ended:
            if kind != OUTSIDE:
                yield first, word - 1, kind
            first, kind = word, own
        ended = letter in _ENDS
    if kind != OUTSIDE:
        yield first, len(tags) - 1, kind
