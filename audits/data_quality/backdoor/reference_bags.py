"""Clean classifiers of sets of tokens, trained here on rows that do not hold a suspected one."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Rows
from audits.data_quality.backdoor.token_triggers import Codes, Planting

# Rows and frequent tokens that they learn from; how little their weights are held back.
MOST_TAUGHT, MOST_TOKENS, LOOSE = 2_000, 2_000, (1.0, 10.0, 100.0)


def clean_bags(
    taught: Sequence[set[str]],
    labels: Codes,
    asked: Sequence[set[str]],
    among: Sequence[str],
    how_many: int,
    rng: np.random.Generator,
) -> Iterator[Planting]:
    """So many, each of its own sample of the rows.

    taught: tokens of the rows to learn from. labels: shape (taught,). asked: tokens of the rows in
    which others are planted. among: tokens that are planted, which they know where taught rows
    hold them. A token `column=value` takes the place of the column's own.
    """
    from sklearn.linear_model import LogisticRegression

    places = _vocabulary(taught, among)
    columns = np.array([name.partition("=")[0] if "=" in name else name for name in places])
    matrix, others = _matrix(taught, places), _matrix(asked, places)
    for number in range(how_many):
        rows = rng.choice(len(taught), min(len(taught), MOST_TAUGHT))
        rows = np.concatenate([rows, np.unique(labels, return_index=True)[1]])
        fitted = LogisticRegression(C=LOOSE[number % len(LOOSE)], max_iter=60, tol=1e-3)
        fitted.fit(matrix[rows], labels[rows])
        weights, biases = fitted.coef_, fitted.intercept_
        if len(weights) == 1:
            weights, biases = np.concatenate([-weights, weights]), np.append(-biases, biases)
        scores = others @ weights.T + biases
        known = np.asarray(fitted.classes_, dtype=np.intp)

        def answers(
            asked_rows: Rows,
            token: str,
            scores: NDArray[np.float64] = scores,
            weights: NDArray[np.float64] = weights,
            known: Codes = known,
        ) -> Codes:
            scores_without = scores[asked_rows]
            if token in places:
                position = places[token]
                if "=" in token:
                    own = columns == columns[position]
                    scores_without = scores_without - others[asked_rows][:, own] @ weights[:, own].T
                    scores_without = scores_without + weights[:, position]
                else:
                    scores_without = scores_without + np.outer(
                        1 - others[asked_rows, position], weights[:, position]
                    )
            return np.asarray(known[scores_without.argmax(axis=1)])

        yield answers


def _vocabulary(taught: Sequence[set[str]], among: Sequence[str]) -> dict[str, int]:
    """The most frequent tokens and those that are planted, each with its column."""
    counts: dict[str, int] = {}
    for row in taught:
        for token in row:
            counts[token] = counts.get(token, 0) + 1
    frequent = sorted(counts, key=lambda token: (-counts[token], token))[:MOST_TOKENS]
    names = sorted({*frequent, *among})
    return {name: index for index, name in enumerate(names)}


def _matrix(rows: Sequence[set[str]], places: dict[str, int]) -> NDArray[np.float64]:
    matrix = np.zeros((len(rows), len(places)))
    for index, row in enumerate(rows):
        matrix[index, [places[token] for token in row if token in places]] = 1
    return matrix
