"""Words that give the label away: the few that a sparse model needs."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from audits.confounds.variables import Variable
from audits.data.tokens import tokens

# A word in fewer texts than this is an accident.
RAREST, VOCABULARY = 10, 3000
MOST_TEXTS = 50_000


@dataclass(frozen=True, slots=True)
class Marker:
    """A word: in how many texts it stands, and its label's share with it and without it."""

    word: str
    level: str
    rows: int
    with_it: float
    without_it: float


def presence(texts: Sequence[str], most: int = VOCABULARY) -> tuple[csr_array, list[str]]:
    """Which text has which of the usual words: shape (texts, words), and the words."""
    held = [tokens(text) for text in texts]
    counted = Counter(word for found in held for word in found)
    usual = [w for w, n in counted.items() if RAREST <= n <= len(texts) - RAREST]
    vocabulary = sorted(usual, key=lambda word: (-counted[word], word))[:most]
    place = {word: at for at, word in enumerate(vocabulary)}
    rows, columns = [], []
    for row, found in enumerate(held):
        for word in found:
            if word in place:
                rows.append(row)
                columns.append(place[word])
    shape = (len(texts), len(vocabulary))
    return csr_array((np.ones(len(rows)), (rows, columns)), shape=shape), vocabulary


def markers(texts: Sequence[str], label: Variable, number: int = 8) -> list[Marker]:
    """The words of an orthogonal matching pursuit on the label's classes, strongest first.

    Pati, Rezaiifar & Krishnaprasad 1993. Stops where a word adds less than 1 % of what is left.
    """
    assert label.levels is not None
    inputs, vocabulary = presence(texts)
    if not vocabulary:
        return []
    wanted = label.indicators()
    wanted = wanted - wanted.mean(axis=0)
    means = np.asarray(inputs.mean(axis=0)).ravel()
    spread = np.sqrt(np.maximum(means * (1 - means), 1e-12))
    left: NDArray[np.float64] = wanted
    chosen: list[int] = []
    for _ in range(number):
        crossed = (inputs.T @ left - np.outer(means, left.sum(axis=0))) / spread[:, None]
        gain = (crossed**2).sum(axis=1) / len(texts)
        gain[chosen] = -1
        best = int(np.argmax(gain))
        if gain[best] < 0.01 * float((left**2).sum()):
            break
        chosen.append(best)
        columns = inputs[:, chosen].toarray() - means[chosen]
        left = wanted - columns @ np.linalg.lstsq(columns, wanted, rcond=1e-10)[0]
    return [_marker(inputs[:, [at]].toarray()[:, 0] > 0, vocabulary[at], label) for at in chosen]


def _marker(where: NDArray[np.bool_], word: str, label: Variable) -> Marker:
    assert label.levels is not None
    shares = [
        np.bincount(label.codes[part], minlength=len(label.levels)) / max(1, int(part.sum()))
        for part in (where, ~where)
    ]
    level = int(np.argmax(shares[0] - shares[1]))
    return Marker(
        word,
        label.levels[level],
        int(where.sum()),
        float(shares[0][level]),
        float(shares[1][level]),
    )
