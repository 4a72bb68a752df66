"""Rare words or values of training rows, the most tied to one label first.

A row is the set of its tokens: words of a text, or each column with its value.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags, Floats, Rows

# Rows that hold a rare token: at least so many, and at most this share.
FEWEST_ROWS, MOST_SHARE = 3, 0.05
# Tokens of equal rarity are held by at most so many times more or fewer rows; so many at least.
ALIKE, FEWEST_CONTROLS = 2.0, 19


@dataclass(frozen=True, eq=False)
class Tokens:
    """Which rows hold which tokens.

    names: what they are, in the order of their text. rows: of each token, the rows that hold it.
    total: how many rows there are.
    """

    names: tuple[str, ...]
    rows: tuple[Rows, ...]
    total: int

    @classmethod
    def of(cls, token_sets: Sequence[set[str]]) -> "Tokens":
        """token_sets: the tokens of each row."""
        places: dict[str, list[int]] = {}
        for row, tokens in enumerate(token_sets):
            for token in tokens:
                places.setdefault(token, []).append(row)
        names = tuple(sorted(places))
        return cls(
            names, tuple(np.array(places[name], dtype=np.intp) for name in names), len(token_sets)
        )

    @property
    def frequencies(self) -> Rows:
        """Rows that hold each, shape (tokens,)."""
        return np.array([len(rows) for rows in self.rows], dtype=np.intp)

    @property
    def rare(self) -> Flags:
        """Shape (tokens,): few rows hold it, and more than one or two."""
        frequencies = self.frequencies
        most = max(FEWEST_ROWS, MOST_SHARE * self.total)
        return np.asarray((frequencies >= FEWEST_ROWS) & (frequencies <= most))

    def without(self, token: str) -> Flags:
        """Shape (rows,): the rows that do not hold it."""
        keep = np.ones(self.total, dtype=bool)
        if token in self.names:
            keep[self.rows[self.names.index(token)]] = False
        return keep


def ties(tokens: Tokens, labels: NDArray[np.intp]) -> Floats:
    """How unlikely chance would label a token's rows so much alike, shape (tokens,): -log10 p.

    labels: shape (rows,), -1 for none. Of the label most frequent among them, hypergeometric; of
    several labels the smallest of the tails times their number.
    """
    from scipy.stats import hypergeom

    classes = int(labels.max(initial=-1)) + 1
    known = int((labels >= 0).sum())
    amounts = np.bincount(labels[labels >= 0], minlength=max(classes, 1))
    strengths = np.zeros(len(tokens.names))
    for index in np.flatnonzero(tokens.rare).tolist():
        of_rows = labels[tokens.rows[index]]
        of_rows = of_rows[of_rows >= 0]
        if not len(of_rows) or classes < 2:
            continue
        counts = np.bincount(of_rows, minlength=classes)
        tails = hypergeom.sf(counts - 1, known, amounts, len(of_rows))
        strengths[index] = -np.log10(max(1e-300, min(1.0, float(tails.min()) * classes)))
    return strengths


def candidates(tokens: Tokens, labels: NDArray[np.intp], most: int) -> list[str]:
    """At most so many rare tokens, the most tied to a label first; ties by their text."""
    strengths = ties(tokens, labels)
    rare = np.flatnonzero(tokens.rare)
    order = rare[np.argsort(-strengths[rare], kind="stable")]
    return [tokens.names[index] for index in order[:most].tolist()]


def equally_rare(token: str, among: Sequence[str], tokens: Tokens) -> list[str]:
    """The other tokens that about as many rows hold; the nearest where those are too few."""
    frequency = dict(zip(tokens.names, tokens.frequencies.tolist(), strict=True))
    own = frequency.get(token, 0) + 0.5
    others = [(abs(np.log((frequency.get(each, 0) + 0.5) / own)), each)
              for each in among if each != token]  # fmt: skip
    others.sort()
    alike = sum(distance <= np.log(ALIKE) for distance, _ in others)
    return [each for _, each in others[: max(alike, FEWEST_CONTROLS)]]
