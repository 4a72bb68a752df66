"""Texts that say nothing: letters at random, and words of the texts at random."""

import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from audits.robustness.nothing import Sort
from audits.robustness.text_rows import TextAsker

_LETTERS = np.array(list(string.ascii_lowercase))


@dataclass(eq=False)
class TextsOfNothing:
    """asker: the model. real: some of its texts, at least one with a word."""

    asker: TextAsker
    real: list[str]
    words: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.words = sorted({word for text in self.real for word in text.split()})

    @property
    def asked(self) -> int:
        """How many texts were asked."""
        return self.asker.asked

    def ask(self, inputs: Sequence[str]) -> NDArray[np.float64]:
        """Probabilities, shape (inputs, classes)."""
        return self.asker.answers(list(inputs))[1]

    def drawn(self, rng: np.random.Generator, count: int) -> list[Sort]:
        """Gibberish as long as real texts, and their words in a heap."""
        some = [self.real[index % len(self.real)] for index in range(count)]
        return [
            Sort("gibberish", "random letters, as long as real words",
                 [self._gibberish(text, rng) for text in some]),
            Sort("word salad", "words of the texts at random, as many as a text has",
                 [" ".join(rng.choice(self.words, len(text.split()) or 1)) for text in some]),
        ]  # fmt: skip

    def changed(self, parent: str, rng: np.random.Generator) -> str:
        """One word drawn anew."""
        words = parent.split()
        words[int(rng.integers(len(words)))] = str(rng.choice(self.words))
        return " ".join(words)

    def ascended(
        self, targets: NDArray[np.intp], rng: np.random.Generator, steps: int
    ) -> Sort | str:
        """None: words are no numbers."""
        return "words have no gradients"

    def shown(self, item: str) -> Mapping[str, str]:
        """The text as a report shows it."""
        return {"text": item}

    def _gibberish(self, text: str, rng: np.random.Generator) -> str:
        words = text.split() or ["letters"]
        return " ".join("".join(rng.choice(_LETTERS, len(word))) for word in words)
