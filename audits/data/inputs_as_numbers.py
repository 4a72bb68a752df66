"""What a table holds as a matrix of numbers, for classifiers that never see the audited model."""

from collections.abc import Callable, Iterator

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
    parts = [block for column in columns for block in _parts(column)]
    return np.stack(parts, axis=1) if parts else np.empty((len(data), 0))


def _parts(column: Column) -> Iterator[Floats]:
    match column.values:
        case Numbers(values):
            yield values
        case Categories(codes, _) as categories:
            usual = np.argsort(-categories.amounts(), kind="stable")[:MOST_LEVELS]
            for code in usual.tolist():
                yield (codes == code).astype(np.float64)
        case Texts(values):
            # Counts of words by a fixed hash: the same on every machine and in every process.
            from sklearn.feature_extraction.text import HashingVectorizer

            texts = ["" if text is None else str(text) for text in values.tolist()]
            words = HashingVectorizer(
                n_features=WORD_BINS, norm="l1", alternate_sign=False, analyzer=str.split
            )
            yield from words.transform(texts).toarray().T
        case _:
            return
