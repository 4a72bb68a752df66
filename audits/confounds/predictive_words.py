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
    words_by_text = [tokens(text) for text in texts]
    counted = Counter(word for words in words_by_text for word in words)
    usual = [w for w, n in counted.items() if RAREST <= n <= len(texts) - RAREST]
    vocabulary = sorted(usual, key=lambda word: (-counted[word], word))[:most]
    column_of = {word: column for column, word in enumerate(vocabulary)}
    rows, columns = [], []
    for row, words in enumerate(words_by_text):
        for word in words:
            if word in column_of:
                rows.append(row)
                columns.append(column_of[word])
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
    indicators = label.indicators()
    indicators = indicators - indicators.mean(axis=0)
    means = np.asarray(inputs.mean(axis=0)).ravel()
    deviations = np.sqrt(np.maximum(means * (1 - means), 1e-12))
    left: NDArray[np.float64] = indicators
    selected: list[int] = []
    for _ in range(number):
        crossed = (inputs.T @ left - np.outer(means, left.sum(axis=0))) / deviations[:, None]
        gain = (crossed**2).sum(axis=1) / len(texts)
        gain[selected] = -1
        best = int(np.argmax(gain))
        if gain[best] < 0.01 * float((left**2).sum()):
            break
        selected.append(best)
        columns = inputs[:, selected].toarray() - means[selected]
        left = indicators - columns @ np.linalg.lstsq(columns, indicators, rcond=1e-10)[0]
    return [
        _marker(inputs[:, [column]].toarray()[:, 0] > 0, vocabulary[column], label)
        for column in selected
    ]


def _marker(where: NDArray[np.bool_], word: str, label: Variable) -> Marker:
    assert label.levels is not None
    shares = [
        np.bincount(label.codes[mask], minlength=len(label.levels)) / max(1, int(mask.sum()))
        for mask in (where, ~where)
    ]
    level = int(np.argmax(shares[0] - shares[1]))
    return Marker(
        word,
        label.levels[level],
        int(where.sum()),
        float(shares[0][level]),
        float(shares[1][level]),
    )
