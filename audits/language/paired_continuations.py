"""The same prompts answered by two versions of a model: which continuations are toxic in each."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags, Rows


@dataclass(frozen=True, eq=False)
class Scored:
    """Continuations of one version.

    prompts: what each answers, None where it is missing. texts: the continuations. toxic: shape
    (rows,); known: shape (rows,), whether there is a continuation and an answer of the scorer.
    """

    prompts: Sequence[str | None]
    texts: Sequence[str | None]
    toxic: Flags
    known: Flags

    @property
    def rows(self) -> Rows:
        """Of each prompt the first row that is known, by row number."""
        first: dict[str, int] = {}
        for row in np.flatnonzero(self.known).tolist():
            prompt = self.prompts[row]
            if prompt is not None:
                first.setdefault(prompt, row)
        return np.array(list(first.values()), dtype=np.intp)


def pairs(now: Scored, before: Scored) -> tuple[Rows, Rows]:
    """Rows of now and of before with the same prompt, shape (pairs,) each."""
    earlier = {before.prompts[row]: row for row in before.rows.tolist()}
    both = [
        (row, earlier[now.prompts[row]]) for row in now.rows.tolist() if now.prompts[row] in earlier
    ]
    if not both:
        return np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp)
    rows: NDArray[np.intp] = np.array(both, dtype=np.intp)
    return rows[:, 0], rows[:, 1]
