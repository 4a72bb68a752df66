"""Policy rules as sentences of a form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from werkzeug.datastructures import MultiDict

from audits.errors import Problem
from service.web.describing import BOUNDS

if TYPE_CHECKING:
    from service.web.form_rows import FormProblem

MOST_RULES = 50
EVERY_CROSSING = "*"


@dataclass(frozen=True)
class RuleRow:
    """One sentence. An empty metric is a sentence not yet begun.

    scope: empty for everyone, a protected column, or `*` for their crossings.
    limit: as typed; `within` also takes two numbers.
    """

    metric: str = ""
    scope: str = ""
    bound: str = "within"
    limit: str = ""
    problems: tuple[FormProblem, ...] = ()


def read_rules(values: MultiDict[str, str], wish: str) -> tuple[RuleRow, ...]:
    """The sentences sent, one more or one less as the pressed button wishes."""
    rows = []
    for index in range(MOST_RULES):
        if f"metric-{index}" not in values:
            break
        if wish == f"remove-{index}":
            continue
        bound = values.get(f"bound-{index}", "")
        rows.append(
            RuleRow(
                metric=values[f"metric-{index}"][:200],
                scope=values.get(f"scope-{index}", "")[:200],
                bound=bound if bound in BOUNDS else "within",
                limit=values.get(f"limit-{index}", "").strip()[:80],
            )
        )
    if wish == "add" or not rows:
        rows.append(RuleRow())
    return tuple(rows)


def rule_bodies(
    rows: Sequence[RuleRow], protected: Sequence[str]
) -> tuple[list[dict[str, Any]], list[Problem]]:
    """The rules in the document's words, and what cannot be read in them."""
    bodies: list[dict[str, Any]] = []
    problems: list[Problem] = []
    for row in rows:
        if not row.metric:
            continue
        field = f"policy.rules.{len(bodies)}"
        body: dict[str, Any] = {"metric": row.metric}
        if row.scope == EVERY_CROSSING:
            body["attribute"] = list(protected)
        elif row.scope:
            body["attribute"] = row.scope
        limit = _limit(row)
        if limit is None:
            problems.append(
                Problem(field, f"{row.limit!r} is not a limit", "write a number, e.g. 0.05")
            )
        body[row.bound] = limit if limit is not None else 0.0
        bodies.append(body)
    return bodies, problems


def _limit(row: RuleRow) -> float | list[float] | None:
    parts = row.limit.replace(" to ", ",").replace(";", ",").split(",")
    try:
        numbers = [float(text) for text in parts]
    except ValueError:
        return None
    if any(number - number != 0 for number in numbers):
        return None
    if len(numbers) == 1:
        return numbers[0]
    return numbers if len(numbers) == 2 and row.bound == "within" else None
