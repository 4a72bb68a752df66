"""How many rows each group has: what rules about shares and a report's header need."""

from itertools import combinations
from math import prod
from typing import Any

import numpy as np

from audits.data.dataset import Categories, Dataset
from audits.measurement import group_to_json
from audits.specification.roles import Role

# Beyond this many cells an intersection is not counted; its groups would be empty anyway.
MOST_CELLS = 100_000


def describe(data: Dataset) -> dict[str, Any]:
    """`{"rows", "size", "groups": [[group, size], ...]}`; size is the sum of the count column."""
    count = data.one(Role.COUNT)
    weights = None if count is None else np.nan_to_num(count.numbers)
    protected = [c for c in data.having(Role.PROTECTED) if isinstance(c.values, Categories)]
    groups: list[list[Any]] = []
    for depth in range(1, len(protected) + 1):
        for crossed in combinations(protected, depth):
            # One more cell an attribute, for the missing values.
            shape = tuple(len(column.categories.levels) + 1 for column in crossed)
            if prod(shape) > MOST_CELLS:
                continue
            codes = np.zeros(len(data), dtype=np.int64)
            for column, levels in zip(crossed, shape, strict=True):
                codes = codes * levels + (column.categories.codes + levels) % levels
            sizes = np.bincount(codes, weights, minlength=prod(shape))
            for cell in np.flatnonzero(sizes):
                indices = np.unravel_index(cell, shape)
                group = tuple(
                    (column.name, (*column.categories.levels, None)[int(i)])
                    for column, i in zip(crossed, indices, strict=True)
                )
                groups.append([group_to_json(group), int(sizes[cell])])
    size = len(data) if weights is None else int(weights.sum())
    return {"rows": len(data), "size": size, "groups": groups}
