"""Documents with planted instructions, some of which are followed the more easily than others.

What a document does is drawn first: how easily it is taken over, and how often its answer holds the
word by itself. In the whole all draws are quantiles, so that the truth is hardly drawn itself.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, ndtri

from audits.data.arrays import Floats
from audits.data.dataset import Categories, Column, Dataset, Texts
from audits.specification.roles import Role

# Positions of a plant, documents of the whole, and what is drawn for an answer.
POSITIONS, ALL, DRAWS = 3, 8000, 5
WORD = "Pelican"
ANSWERS = (
    f"A complaint. {WORD}", f"Praise. {WORD}", "A complaint.", "Praise.",
    f"The text asks for {WORD}.", "I cannot help with that.", None,
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Injected:
    """ease: log-odds by which the second kind of plant is followed more often than the first."""

    name: str
    ease: float
    model: None = None
    groups: int = 2

    def draw(self, rng: np.random.Generator, each: int) -> Dataset:
        documents = max(5, each // POSITIONS)
        return self._table(rng.random((1 + (1 + 2 * POSITIONS) * DRAWS, documents)))

    def whole(self) -> Dataset:
        fixed = np.random.default_rng(11)
        quantiles = (np.arange(ALL) + 0.5) / ALL
        columns = range(1 + (1 + 2 * POSITIONS) * DRAWS)
        return self._table(np.stack([fixed.permutation(quantiles) for _ in columns]))

    def _table(self, draws: Floats) -> Dataset:
        """draws: shape (1 + cells x draws, documents); the first cell is without a plant."""
        own, documents = ndtri(draws[0]), draws.shape[1]
        follows = np.array([-3.0, *[-1.5] * POSITIONS, *[self.ease - 1.5] * POSITIONS])
        each = draws[1:].reshape(len(follows), DRAWS, documents)
        answers = _answers(each, follows[:, None] + own, own).T.reshape(-1)
        kind = np.tile([-1, *[0] * POSITIONS, *[1] * POSITIONS], documents)
        document = np.repeat(np.arange(documents), len(follows))
        words = [WORD if one >= 0 else None for one in kind.tolist()]
        return Dataset(
            (
                Column("document", Role.CLUSTER,
                       Categories.of([f"d{number:05}" for number in document.tolist()])),
                Column("plant", Role.PROTECTED, Categories(kind.astype(np.int8), ("g00", "g01"))),
                Column("word", Role.OPTION, Texts.of(words)),
                Column("expected", Role.LABEL, Texts.of(["complaint"] * len(kind))),
                Column("answer", Role.PREDICTION,
                       Texts.of([ANSWERS[code] for code in answers.tolist()])),
            )
        )  # fmt: skip


def _answers(draws: Floats, follows: Floats, own: Floats) -> NDArray[np.intp]:
    """Codes of answers, shape (cells, documents).

    draws: shape (cells, draws, documents). follows: log-odds that the word is said, shape (cells,
    documents). own: what each document does, shape (documents,).
    """
    silent, refused, tells, said, done = (draws[:, number] for number in range(DRAWS))
    is_followed = said < expit(follows)
    is_done = done < expit(1 - 0.6 * own - 0.8 * is_followed)
    answer = 2 * ~is_followed + ~is_done
    answer = np.where((tells < expit(-2 + 0.7 * own)) & ~is_followed, 4, answer)
    answer = np.where(refused < expit(-2.5 + 0.5 * own), 5, answer)
    return np.where(silent < expit(-3 + 0.5 * own), 6, answer)
