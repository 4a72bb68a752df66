"""What a table holds as a matrix of numbers, for classifiers that never see the audited model."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from audits.data.arrays import Floats, Matrix
from audits.data.dataset import Categories, Column, Dataset, Numbers, Texts
from audits.data.nuisances import extracted
from audits.specification.roles import Role

# Columns that say who or what a row is; a column without a role is not read at all.
KNOWN = (Role.FEATURE, Role.NUISANCE, Role.PROTECTED)
# Values of a category beyond the most frequent are one; words of texts fall into so many bins.
MOST_LEVELS, WORD_BINS = 30, 64


def inputs_as_numbers(data: Dataset, warn: Callable[[str], None]) -> Matrix:
    """Shape (rows, columns), NaN where missing: what is known of a row and measured on it.

    Numbers stand as they are, categories as indicators, texts as shares of words in bins, pictures
    by their light, contrast, border and the like (`audits.data.nuisances`).
    """
    columns = [column for role in KNOWN for column in data.having(role)]
    columns += extracted(data, lambda done: None, warn)
    # Trees break ties by the order of columns, which the file must not decide.
    columns.sort(key=lambda column: column.name)
    return named_inputs(columns, len(data))[1]


@dataclass(frozen=True, slots=True)
class Named:
    """What a column of the matrix holds: a column of the table, or whether that is of one level."""

    column: str
    level: str | None = None


def named_inputs(columns: Sequence[Column], rows: int) -> tuple[tuple[Named, ...], Matrix]:
    """These columns as a matrix of shape (rows, columns), NaN where missing, and what each is."""
    parts = [block for column in columns for block in _parts(column)]
    matrix = np.stack([values for _, values in parts], axis=1) if parts else np.empty((rows, 0))
    return tuple(name for name, _ in parts), matrix


def _parts(column: Column) -> Iterator[tuple[Named, Floats]]:
    match column.values:
        case Numbers(values):
            yield Named(column.name), values
        case Categories(codes, levels) as categories:
            usual = np.argsort(-categories.amounts(), kind="stable")[:MOST_LEVELS]
            for code in usual.tolist():
                yield Named(column.name, levels[code]), (codes == code).astype(np.float64)
        case Texts(texts_given):
            # Counts of words by a fixed hash: the same on every machine and in every process.
            from sklearn.feature_extraction.text import HashingVectorizer

            texts = ["" if text is None else str(text) for text in texts_given.tolist()]
            words = HashingVectorizer(
                n_features=WORD_BINS, norm="l1", alternate_sign=False, analyzer=str.split
            )
            for values in words.transform(texts).toarray().T:
                yield Named(column.name), values
        case _:
            return
