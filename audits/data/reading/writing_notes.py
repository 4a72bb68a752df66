"""How the numbers of a table were spelt, where not plainly."""

from collections.abc import Iterator, Mapping, Sequence

from audits.data.reading.columns import PendingColumn
from audits.specification.counts import counted

_MOST_SHOWN = 8


def written(columns: Sequence[PendingColumn]) -> Iterator[str]:
    """How numbers are spelt where not plainly: columns that are spelt alike in one sentence."""
    alike: dict[str, list[str]] = {}
    for column in columns:
        spec = column.spec
        ways = [
            *(["decimal commas"] if spec.decimal == "," else []),
            *([f"thousands parted by {spec.thousands!r}"] if spec.thousands else []),
            *(
                ["percent signs, 45 % as " + (".45" if spec.percent == "share" else "45")]
                if spec.percent
                else []
            ),
            *([f"the unit {spec.unit!r}"] if spec.unit else []),
        ]
        if ways:
            alike.setdefault(" and ".join(ways), []).append(repr(column.name))
    for way, names in alike.items():
        more = f" and {len(names) - _MOST_SHOWN} more" if len(names) > _MOST_SHOWN else ""
        which = f"column{'s' if len(names) > 1 else ''} {', '.join(names[:_MOST_SHOWN])}{more}"
        yield f"the numbers of {which} are read with {way}"


def turned(name: str, cells: Mapping[str, int]) -> Iterator[str]:
    """Numbers that are below 0 because their minus stands behind them, or brackets around them.

    name: of the column. cells: how many there are of each.
    """
    if cells:
        number = counted(sum(cells.values()), "cell", "cells")
        yield f"{number} of column {name!r}, such as {next(iter(cells))!r}, are read as below 0"
