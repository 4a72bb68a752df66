"""Names of the intervals that `cut` makes of numbers and dates."""

from collections.abc import Sequence
from itertools import pairwise

from audits.specification.document_values import as_text


def cut_levels(cuts: Sequence[float] | Sequence[str]) -> tuple[str, ...]:
    """`[25, 60]` makes `<=25`, `25-60`, `>60`; dates have `to` between them."""
    marks = [str(as_text(point)) for point in cuts]
    joined = " to " if cuts and isinstance(cuts[0], str) else "-"
    between = [f"{low}{joined}{high}" for low, high in pairwise(marks)]
    return (f"<={marks[0]}", *between, f">{marks[-1]}")
