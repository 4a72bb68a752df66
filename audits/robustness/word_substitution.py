"""Greedy substitution of words, the most important first (TextFooler; Jin et al. 2020, AAAI).

How important a word is shows in how far the true class falls without it. From the most important
on, each word is given the substitute under which the true class is least probable, until the answer
turns or so many words are changed as may be.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

# Of texts: codes, shape (texts,), and probabilities, shape (texts, classes).
AskTexts = Callable[[list[str]], tuple[NDArray[np.intp], NDArray[np.float64]]]
Place = tuple[int, int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Reworded:
    """A text after the search. changed: pairs of words, before and after. code: its answer then.

    queries: texts asked. turned: whether it is answered otherwise than with the true class.
    """

    text: str
    changed: tuple[tuple[str, str], ...]
    code: int
    queries: int
    turned: bool


def most_changes(words: int, share: float) -> int:
    """How many words of a text may be changed: this share of them, and one at least."""
    return max(1, ceil(share * words - 1e-9))


def reword(
    text: str, places: list[Place], label: int, ask: AskTexts, *, most: int, most_queries: int
) -> Reworded:
    """The text with at most so many words substituted, as far as that turns the answer.

    places: where words with substitutes begin and end, and these. label: the true class.
    most_queries: texts asked at most.
    """
    whole = Reworded(text, (), label, 0, False)
    if not places:
        return whole
    spent = len(places)
    if spent > most_queries:
        return whole
    _, without = ask([text[:start] + text[end:] for start, end, _ in places])
    # Ties from the left, so that the same text is always changed alike.
    order = np.argsort(without[:, label], kind="stable")
    replacements: dict[int, str] = {}
    before, code = np.inf, label
    for index in order.tolist():
        others = places[index][2]
        if len(replacements) >= most or spent + len(others) > most_queries:
            break
        codes, probabilities = ask(
            [with_words(text, places, {**replacements, index: o}) for o in others]
        )
        spent += len(others)
        turned = np.flatnonzero((codes != label) & (codes >= 0))
        falls = probabilities[:, label]
        best = int(turned[falls[turned].argmin()]) if len(turned) else int(falls.argmin())
        if not len(turned) and falls[best] >= before:
            continue
        replacements[index], before, code = others[best], float(falls[best]), int(codes[best])
        if len(turned):
            changed = tuple(
                (text[slice(*places[p][:2])], replacements[p]) for p in sorted(replacements)
            )
            return Reworded(with_words(text, places, replacements), changed, code, spent, True)
    return Reworded(text, (), label, spent, False)


def with_words(text: str, places: list[Place], replacements: dict[int, str]) -> str:
    """The text with these words in these of its places."""
    parts, cursor = [], 0
    for index in sorted(replacements):
        start, end, _ = places[index]
        parts += [text[cursor:start], replacements[index]]
        cursor = end
    return "".join([*parts, text[cursor:]])
