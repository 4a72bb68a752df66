"""The one engine that asks a model: batches, and backs off when memory runs out."""

from collections.abc import Callable
from typing import Any

import numpy as np

from audits.dataset import Dataset, Features
from audits.models import Answers, Model

BATCH = 256


def ask(
    model: Model,
    data: Dataset,
    method: Callable[[Features], Any],
    on_progress: Callable[[float], None],
) -> Any:
    """Answers to every row, asked in batches: the pair of `Answers`, or one array of numbers."""
    parts = []
    start, size = 0, BATCH
    while start < len(data):
        rows = slice(start, min(start + size, len(data)))
        try:
            parts.append(method(data.features(model.reads, rows)))
        except MemoryError:
            if size == 1:
                raise
            size //= 2
            continue
        start = rows.stop
        on_progress(start / len(data))
    if not parts:
        return np.empty(0)
    if isinstance(parts[0], Answers):
        codes = np.concatenate([part.codes for part in parts])
        known = [part.probabilities for part in parts]
        return codes, None if known[0] is None else np.concatenate(known)
    return np.concatenate(parts)
