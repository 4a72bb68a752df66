"""What a reader must know of sequences before any number: whether steps are missing."""

from collections.abc import Iterator

import numpy as np

from audits.data.dataset import Dataset, Sequences
from audits.specification.counts import counted


def told_of_sequences(data: Dataset) -> Iterator[str]:
    """A sentence for each column of sequences in which steps are missing."""
    for column in data.columns:
        if not isinstance(column.values, Sequences):
            continue
        gaps = [each is not None and bool(np.isnan(each).any()) for each in column.values.values]
        if any(gaps):
            yield (
                f"column {column.name!r}: {counted(sum(gaps), 'row', 'rows')} of {len(data):,} "
                f"{'lacks' if sum(gaps) == 1 else 'lack'} steps (null or NaN), which a model is "
                "given as NaN; recurrent layers of onnxruntime answer that with a number"
            )
