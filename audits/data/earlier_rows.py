"""The rows of an earlier dataset, beside those that are audited."""

from dataclasses import dataclass

from audits.data.dataset import Dataset
from audits.measurement import WhyNot


@dataclass(frozen=True, eq=False)
class EarlierRows:
    """Rows to hold the audited ones against, or why they cannot be had.

    look: the how-manyth comparison of one series this is, from 1; None where nobody counts.
    """

    rows: Dataset | WhyNot
    look: int | None = None
