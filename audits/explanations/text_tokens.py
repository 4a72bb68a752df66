"""A text as words that can be deleted or masked."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Features
from audits.data.tokens import PIECE, is_word
from audits.explanations.explanation import Mask


@dataclass(frozen=True, eq=False)
class TextInstance:
    """One text. Its units are its words; punctuation stays where it is.

    together: every occurrence of a word is one unit, as a bag of words counts them.
    mask: what stands for an absent word; None deletes it and the space before it.
    """

    row: int
    column: str
    text: str
    together: bool = True
    mask: str | None = None
    draws: int = 1

    @cached_property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """Start and end of every word, in order."""
        return tuple(match.span() for match in PIECE.finditer(self.text) if is_word(match.group()))

    @cached_property
    def _named(self) -> tuple[tuple[str, ...], NDArray[np.intp]]:
        words = [self.text[start:end] for start, end in self.spans]
        if not self.together:
            return tuple(words), np.arange(len(words))
        places: dict[str, int] = {}
        owner = np.array([places.setdefault(word, len(places)) for word in words], dtype=np.intp)
        return tuple(places), owner

    @property
    def units(self) -> tuple[str, ...]:
        """The words, each once where occurrences go together."""
        return self._named[0]

    @property
    def owner(self) -> NDArray[np.intp]:
        """Shape (words,): the unit each word of the text belongs to."""
        return self._named[1]

    @cached_property
    def _pieces(self) -> tuple[list[str], list[str]]:
        """What stands before each word, and the words; a last empty word ends the text."""
        before, words, cursor = [], [], 0
        for start, end in self.spans:
            before.append(self.text[cursor:start])
            words.append(self.text[start:end])
            cursor = end
        return [*before, self.text[cursor:]], [*words, ""]

    def texts(self, masks: Mask) -> list[str]:
        """The text with the absent words deleted or masked, one a mask."""
        before, words = self._pieces
        whole = [gap + word for gap, word in zip(before, words, strict=True)]
        if self.mask is None:
            # Deleting a word takes the spaces before it along, but keeps other signs.
            without = [gap.rstrip() for gap in before]
        else:
            without = [gap + self.mask for gap in before]
        choice = list(zip(without, whole, strict=True))[:-1]
        end = before[-1]
        rows = masks[:, self.owner].tolist()
        return [
            "".join([pair[present] for pair, present in zip(choice, row, strict=True)]) + end
            for row in rows
        ]

    def features(self, masks: Mask) -> Features:
        """One text a mask."""
        return {self.column: _objects(self.texts(masks))}

    def original(self, copies: int) -> Features:
        """The text itself, so many times."""
        return {self.column: _objects([self.text] * copies)}


def _objects(texts: list[str]) -> NDArray[np.generic]:
    array = np.empty(len(texts), dtype=object)
    array[:] = texts
    return array
