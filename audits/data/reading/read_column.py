"""A column as it was gathered, beside the values that were made of it."""

from dataclasses import dataclass
from functools import cached_property

from audits.data.dataset import Values
from audits.data.reading.columns import PendingColumn
from audits.data.reading.gathering import GatheredCodes, GatheredCuts, GatheredNumbers
from audits.data.reading.non_numeric_cells import Strange
from audits.specification.roles import Role

# Roles whose values are compared with each other, or with those of another column.
COMPARED = (Role.LABEL, Role.PREDICTION, Role.PROTECTED, Role.SINGLE_TASK)


@dataclass(frozen=True)
class Read:
    """A column as it was gathered, and what became of it.

    named: whether it holds codes whose names stand in the file.
    """

    column: PendingColumn
    values: Values
    named: bool = False

    @cached_property
    def strange(self) -> Strange | None:
        """Its cells that are no numbers, where they are counted."""
        gathered = self.column.gathered
        if isinstance(gathered, GatheredNumbers | GatheredCuts):
            return gathered.strange
        return gathered.strange() if isinstance(gathered, GatheredCodes) else None
