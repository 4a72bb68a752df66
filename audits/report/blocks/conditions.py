"""Model, data, policy, plan and engine of two audits: what changed between them."""

from collections.abc import Iterator

from audits.json_types import Json
from audits.report.charts.shapes import columns
from audits.report.components import Tabled
from audits.report.number_format import listed

MOST_TOLD = 3


def sentence(comparison: Json) -> str:
    """`Changed: model (...). The same: data, policy.`; "" of reports of earlier releases."""
    changed: Json = comparison.get("what_changed") or {}
    parts = []
    others = [
        _with(what, condition)
        for what, condition in changed.items()
        if condition["is_same"] is False
    ]
    if others:
        parts.append(f"Changed: {listed(others)}.")
    if same := [what for what, condition in changed.items() if condition["is_same"]]:
        parts.append(f"The same: {listed(same)}.")
    if unknown := [
        _with(what, condition)
        for what, condition in changed.items()
        if condition["is_same"] is None
    ]:
        parts.append(f"Not known: {listed(unknown)}.")
    return " ".join(parts)


def table(comparison: Json) -> Iterator[Tabled]:
    """A row a condition, with all that differs; nothing of reports that did not say it."""
    changed: Json = comparison.get("what_changed") or {}
    if changed:
        rows = [
            (
                what.capitalize(),
                _answer(condition["is_same"]),
                "; ".join(condition["details"]) or "nothing",
            )
            for what, condition in changed.items()
        ]
        yield Tabled("what-changed", columns(("Of the audit", "The same", "What differs"), rows),
                     numeric=frozenset())  # fmt: skip


def _with(what: str, condition: Json) -> str:
    details = condition["details"]
    more = len(details) - MOST_TOLD
    text = "; ".join([*details[:MOST_TOLD], *([f"{more} more in the report"] if more > 0 else [])])
    return f"{what} ({text})" if text else what


def _answer(is_same: bool | None) -> str:
    return "not known" if is_same is None else "yes" if is_same else "no"
