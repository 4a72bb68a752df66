"""Items that several people judged, where each answer has a row of its own.

The model's answer to an item then stands in as many rows as people were asked: what counts rows
must know that they belong together, whether or not the document names clusters.
"""

from audits.data.dataset import Categories, Column, Dataset
from audits.specification.roles import Role

# Behind the name of the column that names the items; a column of the file is called otherwise.
JUDGED = " (judged)"


def with_judged_items(data: Dataset) -> Dataset:
    """The data with the items as clusters, where they repeat and nobody named clusters."""
    items = data.one(Role.ID)
    if items is None or not data.having(Role.ANNOTATOR) or data.having(Role.CLUSTER):
        return data
    values = items.values
    if not isinstance(values, Categories) or len(values.levels) >= len(data):
        return data
    name = f"{items.name}{JUDGED}"
    return Dataset((*data.columns, Column(name, Role.CLUSTER, values)), data.notes)


def is_of_judged(cluster: Column) -> bool:
    """Whether the clusters are those items, which whoever compares people knows by itself."""
    return cluster.name.endswith(JUDGED)
