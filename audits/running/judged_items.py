"""Items that several people judged, where each answer has a row of its own.

The model's answer to an item then stands in as many rows as people were asked: what counts rows
must know that they belong together, whether or not the document names clusters.
"""

from audits.data.dataset import Categories, Column, Dataset
from audits.specification.roles import Role

# Behind the name of the column that names the items; a column of the file is called otherwise.
JUDGED = " (judged)"


def with_judged_items(data: Dataset) -> Dataset:
    """The data with the items as clusters, where they repeat and nobody named clusters.

    Of several ids the one with fewest values: others number the answers, or pairs of both.
    """
    if not data.having(Role.ANNOTATOR) or data.having(Role.CLUSTER):
        return data
    repeated = [
        (len(values.levels), f"{column.name}{JUDGED}", values)
        for column in data.having(Role.ID)
        if isinstance(values := column.values, Categories) and len(values.levels) < len(data)
    ]
    if not repeated:
        return data
    _, name, values = min(repeated, key=lambda one: one[:2])
    return Dataset((*data.columns, Column(name, Role.CLUSTER, values)), data.notes)


def is_of_judged(cluster: Column) -> bool:
    """Whether the clusters are those items, which whoever compares people knows by itself."""
    return cluster.name.endswith(JUDGED)
