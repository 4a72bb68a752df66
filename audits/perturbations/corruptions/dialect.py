"""English written as in another dialect: African American English, by rules of published features.

Six features of Ziems et al. 2022 (ACL, "VALUE: Understanding dialect disparity in NLU"), numbered
as in eWAVE (Kortmann, Lunkenheimer & Ehret 2020), that letters alone tell; those that need a parser
are left out. Every one keeps the meaning, so an answer that turns has turned on how it was said.
Texts of other languages have no place that a rule fits.
"""

import random
import re
from collections.abc import Callable, Iterator
from math import ceil

# How many of five places in a text are said otherwise, the mildest severity first.
FIFTHS = (1, 2, 3, 4, 5)

_NEGATED = {
    "any": "no", "anything": "nothing", "anybody": "nobody", "anyone": "no one",
    "anywhere": "nowhere", "ever": "never",
}  # fmt: skip
# A pattern whose group 1 is exchanged, and for what; where two overlap, the first rule's stands.
_RULES: tuple[tuple[str, Callable[[str], str]], ...] = (
    # 154, multiple negation: "don't know anything" is "don't know nothing".
    (
        r"(?:\b(?:not|never)|n['’]t)\b[^.,;:!?\n]{0,40}?\b(any(?:thing|body|one|where)?|ever)\b",
        lambda words: _NEGATED[words.lower()],
    ),
    # 155 and 156, "ain't" as the negated form of be and have.
    (r"\b((?:is|are|has|have)(?:n['’]t| not))\b", lambda words: "ain't"),
    # 158, invariant "don't".
    (r"\b(does(?:n['’]t| not))\b", lambda words: "don't"),
    # 174, no auxiliary be before the progressive: "she is going" is "she going".
    (r"\b(?:he|she|we|you|they|who)( is| are|['’]s|['’]re)(?= \w+ing\b)", lambda words: ""),
    # 173, the dummy subject: "there is a way" is "it's a way".
    (r"\b(there(?: is|['’]s))\b(?! not\b)", lambda words: "it's"),
    # 126, the immediate future.
    (r"\b((?:just )?about to|fixin[g'’] to)(?= \w)", lambda words: "finna"),
)


def versions(text: str, seed: int) -> Iterator[str]:
    """The text at severities 1 to 5, the worst with every place said otherwise. seed: of draws."""
    places = _places(text)
    order = random.Random(seed).sample(places, len(places))  # noqa: S311 (no secret is made of it)
    for fifth in FIFTHS:
        parts, end = [], 0
        for start, stop, words in sorted(order[: ceil(fifth / len(FIFTHS) * len(places))]):
            parts += [text[end:start], words]
            end = stop
        yield "".join([*parts, text[end:]])


def _places(text: str) -> list[tuple[int, int, str]]:
    """First and past-the-last letter of each place, and what may stand there."""
    places: list[tuple[int, int, str]] = []
    for pattern, exchanged in _RULES:
        for match in re.finditer(pattern, text, re.IGNORECASE):
            start, stop = match.span(1)
            if all(stop <= other or start >= end for other, end, _ in places):
                words = exchanged(match.group(1))
                is_capital = match.group(1)[:1].isupper()
                places.append((start, stop, words[:1].upper() + words[1:] if is_capital else words))
    return places
