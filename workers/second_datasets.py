"""Datasets beside the audited one, on their way into the child that measures."""

from collections.abc import Collection, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audits.planning.plan import Plan

if TYPE_CHECKING:
    from audits.data.earlier_rows import EarlierRows

GONE = "the earlier dataset is not stored any more"


def earlier_rows(
    plan: Plan,
    paths: Mapping[str, Any],
    *,
    reads: Collection[str] = (),
    as_words: Collection[str] | None = None,
) -> "EarlierRows | None":
    """In the child: the rows of `earlier`, or why they cannot be had; None where none is named.

    paths: by the key in the document; None of what is gone. reads, as_words: as of `read_dataset`.
    The rows are chosen as the audited ones are by the split; dates that choose those choose none of
    before.
    """
    from audits.data.earlier_rows import EarlierRows
    from audits.data.reading import read_dataset
    from audits.errors import Refused
    from audits.measurement import WhyNot
    from audits.running.row_filter import choose
    from audits.specification.roles import Role

    second = plan.seconds.get("earlier")
    if second is None:
        return None
    if paths.get("earlier") is None:
        return EarlierRows(WhyNot(GONE), second.look)
    specs = {name: plan.columns[name] for name in second.columns}
    known = {*specs, *(spec.rename for spec in specs.values() if spec.rename)}
    lacking = sorted(set(reads) - known)
    if lacking:
        reason = f"the earlier dataset lacks {lacking[0]!r}, which the model reads"
        return EarlierRows(WhyNot(reason), second.look)
    path = Path(paths["earlier"])
    try:
        rows = read_dataset(
            path, specs, reads=tuple(reads), as_words=as_words, encoding=second.encoding
        )
        by_split = [
            choice for choice in plan.rows
            if choice.column in specs and specs[choice.column].role is Role.SPLIT
        ]  # fmt: skip
        selection = choose(
            rows, by_split, specs, partial(read_dataset, path, encoding=second.encoding)
        )
    except Refused as refused:
        problem = refused.problems[0]
        reason = f"the earlier dataset cannot be read: {problem.field} {problem.reason}"
        return EarlierRows(WhyNot(reason), second.look)
    return EarlierRows(selection.data, second.look)
