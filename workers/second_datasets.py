"""Datasets beside the audited one, on their way into the child that measures."""

from collections.abc import Collection, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audits.planning.plan import Plan

if TYPE_CHECKING:
    from audits.data.dataset import Dataset
    from audits.data.second_rows import SecondRows
    from audits.measurement import WhyNot


def second_rows(
    plan: Plan,
    paths: Mapping[str, Any],
    *,
    reads: Collection[str] = (),
    as_words: Collection[str] | None = None,
) -> "dict[str, SecondRows]":
    """In the child: the rows of each, by its key in the document, or why they cannot be had.

    paths: by key; None of what is gone. reads, as_words: as of `read_dataset`. Earlier rows are
    chosen as the audited ones are by the split; dates that choose those choose none of before.
    """
    from audits.data.second_rows import SecondRows
    from audits.errors import Refused
    from audits.measurement import WhyNot

    rows: dict[str, SecondRows] = {}
    for key, second in plan.seconds.items():
        try:
            given = _read(plan, key, paths.get(key), reads, as_words)
        except Refused as refused:
            problem = refused.problems[0]
            given = WhyNot(f"`{key}` cannot be read: {problem.field} {problem.reason}")
        rows[key] = SecondRows(given, second.look)
    return rows


def _read(
    plan: Plan,
    key: str,
    path: str | None,
    reads: Collection[str],
    as_words: Collection[str] | None,
) -> "Dataset | WhyNot":
    from audits.data.reading import read_dataset
    from audits.measurement import WhyNot
    from audits.running.row_filter import choose
    from audits.specification.roles import Role

    if path is None:
        return WhyNot(f"the dataset of `{key}` is not stored any more")
    second = plan.seconds[key]
    specs = {name: plan.columns[name] for name in second.columns}
    known = {*specs, *(spec.rename for spec in specs.values() if spec.rename)}
    missing_columns = sorted(set(reads) - known)
    if missing_columns:
        return WhyNot(f"the dataset of `{key}` lacks {missing_columns[0]!r}, which the model reads")
    read = partial(read_dataset, Path(path), encoding=second.encoding)
    rows = read(specs, reads=tuple(reads), as_words=as_words)
    by_split = [
        choice
        for choice in plan.rows
        if key == "earlier" and choice.column in specs and specs[choice.column].role is Role.SPLIT
    ]
    protect = plan.settings.disclosure == "protect"
    return choose(rows, by_split, specs, read, protect=protect).data
