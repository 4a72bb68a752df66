"""Names of rows that repeat among more values than the inspection of a table counts."""

from collections.abc import Iterator

from audits.data.dataset import Categories, Dataset
from audits.specification.repeated_ids import each_counts_again, repeats_by_design
from audits.specification.roles import Role
from audits.specification.row_numbers import MOST_COUNTED


def told_of_repeated_ids(data: Dataset) -> Iterator[str]:
    """A sentence where rows of the data share their name; of fewer values the plan has told."""
    if repeats_by_design([column.role for column in data]):
        return
    for column in data.having(Role.ID):
        if isinstance(column.values, Categories) and len(column.values.levels) >= MOST_COUNTED:
            amounts = column.values.amounts()
            different, rows = int((amounts > 0).sum()), int(amounts.sum())
            if different < rows:
                name = column.source or column.name
                yield (
                    f"{name} repeats: {different:,} different values in {rows:,} rows. "
                    f"{each_counts_again(name)}"
                )
