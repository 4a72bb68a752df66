"""The rows of a second dataset, beside those that are audited."""

from dataclasses import dataclass

from audits.data.dataset import Dataset
from audits.measurement import WhyNot


@dataclass(frozen=True, eq=False)
class SecondRows:
    """The rows, or why they cannot be had.

    look: of an earlier dataset, the how-manyth comparison of one series this is, from 1; None where
    nobody counts.
    """

    rows: Dataset | WhyNot
    look: int | None = None
