"""Nuisances measured on the inputs themselves: pictures, sounds, sequences, texts, tables.

Each function measures one thing on one input or one batch; `extracted` looks at every input once.
"""

from collections.abc import Callable, Iterator

import numpy as np

from audits.data.content_order import content_order, evenly
from audits.data.dataset import Column, Dataset, Images, Sequences, Sounds, Texts
from audits.data.nuisances.images import of_images
from audits.data.nuisances.sequences import of_sequences
from audits.data.nuisances.sounds import of_sounds
from audits.data.nuisances.tables import of_tables
from audits.data.nuisances.texts import of_texts
from audits.specification.roles import Role

# More rows than this are judged by a sample of them.
MOST_PICTURES, MOST_TEXTS, MOST_SOUNDS = 20_000, 100_000, 20_000


def extracted(
    data: Dataset, on_progress: Callable[[float], None], warn: Callable[[str], None]
) -> Iterator[Column]:
    """Nuisance columns measured on the fed columns; rows that were not looked at are missing."""
    for column in data.columns:
        if column.role not in (Role.FEATURE, Role.NUISANCE):
            continue
        if isinstance(column.values, Images):
            yield from of_images(
                column.name, column.values, _sample(data, MOST_PICTURES), on_progress, warn
            )
        elif isinstance(column.values, Sounds):
            yield from of_sounds(
                column.name, column.values, _sample(data, MOST_SOUNDS), on_progress, warn
            )
        elif isinstance(column.values, Sequences):
            yield from of_sequences(column.name, column.values)
        elif isinstance(column.values, Texts):
            yield from of_texts(column.name, column.values, _sample(data, MOST_TEXTS))
    yield from of_tables(data)


def _sample(data: Dataset, most: int) -> "np.ndarray[tuple[int], np.dtype[np.intp]]":
    """Every row, or this many, spread over the table's values and not over the file."""
    if len(data) <= most:
        return np.arange(len(data))
    return np.sort(evenly(content_order(data), most))
