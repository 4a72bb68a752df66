"""A column's cells as texts, whatever they are."""

import numpy as np

from audits.data.dataset import (
    Categories,
    Column,
    Images,
    Numbers,
    Sequences,
    Sounds,
    Texts,
)


def column_words(column: Column | None, rows: int) -> list[str | None]:
    """Each row's value as text, None where there is none, or no column.

    rows: how many there are.
    """
    if column is None:
        return [None] * rows
    match column.values:
        case Categories(codes, levels):
            return [None if code < 0 else levels[code] for code in codes]
        case Numbers(values):
            return [None if np.isnan(value) else f"{value:.15g}" for value in values]
        case Texts(texts):
            return list(texts)
        case Images(names) | Sounds(names):
            return list(names)
        case Sequences(arrays):
            return [None if each is None else f"{len(each)} steps" for each in arrays]
