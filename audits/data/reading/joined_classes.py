"""Classes that are others with a sign between them: several labels in one cell."""

from collections.abc import Iterator

from audits.data.dataset import Categories
from audits.data.reading.read_column import Read
from audits.specification.counts import counted
from audits.specification.members import PARTED, parted_otherwise
from audits.specification.roles import Role

_MOST_VALUES = 5_000


def joined_classes(read: Read) -> Iterator[str]:
    """That a label or prediction holds such classes, each of which counts as one of its own."""
    if read.column.spec.role not in (Role.LABEL, Role.PREDICTION):
        return
    if not isinstance(read.values, Categories) or len(read.values.levels) > _MOST_VALUES:
        return
    rows = dict(zip(read.values.levels, read.values.amounts().tolist(), strict=True))
    alone = {level for level, amount in rows.items() if amount}
    joined = [level for level in alone if parted_otherwise(level, alone - {level}, PARTED)]
    if joined:
        name, first = read.column.name, max(joined, key=lambda level: (rows[level], level))
        total, one, many = sum(rows[level] for level in joined), "row does", "rows do"
        yield (
            f"column {name!r} holds {first!r}, other classes with a sign between them, which "
            f"counts as a class of its own ({counted(total, one, many)}): "
            "where a cell holds several labels, name both columns in `label_set: {label: LABELS, "
            "prediction: ANSWERS, labels: [ONE, OTHER]}`, with `;` between labels, and "
            "each is judged by itself"
        )
