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
        """Of each prompt one row that is known, by row number.

        Of several it is the first by its text, and of equal texts a toxic one: which row of the
        table came first decides nothing.
        """
        counted: dict[str, int] = {}
        for row in np.flatnonzero(self.known).tolist():
            prompt = self.prompts[row]
            if prompt is not None:
                other = counted.setdefault(prompt, row)
                counted[prompt] = min(other, row, key=self._rank)
        return np.array(list(counted.values()), dtype=np.intp)

    def _rank(self, row: int) -> tuple[str, bool]:
        return self.texts[row] or "", not self.toxic[row]


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
