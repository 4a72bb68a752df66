"""Pairs of inputs, before and after, with the answers: the ones that changed most."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import (
    Categories,
    Dataset,
    Images,
    Numbers,
    Sequences,
    Sounds,
    Texts,
    Values,
)
from audits.data.picture_addresses import thumbnail

LONGEST = 500
MOST_COLUMNS = 8


def side(data: Dataset, column: str, row: int, caption: str) -> dict[str, str]:
    """One input as it is shown: the changed column alone."""
    return {**_seen(column, data.fed_values(column), row), "caption": caption}


def _seen(name: str, values: Values, row: int) -> Mapping[str, str]:
    match values:
        case Images():
            return {"image": thumbnail(values.source.decode(values.names[row]))}
        case Sounds():
            return {"text": str(values.names[row])}
        case Sequences(array):
            return {"text": f"{name}: {len(array[row])} steps"}
        case Texts(array):
            return {"text": str(array[row])[:LONGEST]}
        case Categories(codes, levels):
            return {"text": f"{name}: {levels[codes[row]] if codes[row] >= 0 else 'missing'}"}
        case Numbers(array):
            return {"text": f"{name}: {array[row]:.6g}"}


def pairs(
    before: Dataset,
    after: Dataset,
    column: str,
    rows_shown: Sequence[int],
    answers: Sequence[tuple[str, str]],
) -> list[dict[str, Any]]:
    """`{before, after, note}` of each chosen row, as the exhibit `pairs` reads them."""
    return [
        {
            "before": side(before, column, row, f"answered {was}"),
            "after": side(after, column, row, f"answered {now}"),
            "note": f"{was} became {now}" if was != now else f"{was} stayed",
        }
        for row, (was, now) in zip(rows_shown, answers, strict=True)
    ]


def most_changed(
    before: NDArray[np.intp],
    after: NDArray[np.intp],
    certainty: tuple[NDArray[np.float64], NDArray[np.float64]] | None,
    number: int,
) -> list[int]:
    """Rows whose answer flipped, those first whose first answer lost most probability."""
    flipped = np.flatnonzero(before != after)
    if certainty is None:
        return [int(row) for row in flipped[:number]]
    first, second = certainty
    lost = first[flipped, before[flipped]] - second[flipped, before[flipped]]
    return [int(row) for row in flipped[np.argsort(-lost, kind="stable")][:number]]
