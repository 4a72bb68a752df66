"""Texts then and now, such as translations: which share changed, and a few to look at."""

import numpy as np
from numpy.typing import NDArray

from audits.comparison.group_changes import changed_or_not, compared_groups, flips
from audits.data.dataset import Column, Role, Texts
from audits.json_types import JsonObject
from audits.planning.plan import Plan
from audits.probing.subject import Subject
from audits.specification.roles import Kind
from audits.statistics.shares import Stated

MOST_EXAMPLES = 5
MOST_CHARACTERS = 300


def pair_texts(subject: Subject, now: Texts, before: Texts, plan: Plan) -> JsonObject:
    """The share of rows whose text is another, by group, and up to five of them.

    Texts are the same where every character is; a row without a text in one of the audits is
    left out and counted.
    """
    stated = Stated(plan.settings.confidence, plan.settings.smallest_group)
    unanswered = np.array(
        [a is None or b is None for a, b in zip(before.values, now.values, strict=True)], dtype=bool
    )
    changed = np.asarray(before.values != now.values, dtype=bool) & ~unanswered
    crossing = changed_or_not(changed, unanswered)
    whole = compared_groups(subject, plan, crossing)
    return {
        "answers": "texts",
        "rows": whole.rows,
        "without_answer": whole.without_answer,
        "confidence": stated.confidence,
        "flips": [flips(group, crossing, stated) for group in whole.groups],
        "differences": [],
        "gaps": [],
        "examples": _examples(subject, now, before, np.flatnonzero(changed)),
    }


def _examples(
    subject: Subject, now: Texts, before: Texts, rows: NDArray[np.intp]
) -> list[JsonObject]:
    """Evenly spread over the table, so that they are not all of its first group."""
    if not len(rows):
        return []
    places = np.linspace(0, len(rows) - 1, min(MOST_EXAMPLES, len(rows)))
    source = _source(subject)
    examples: list[JsonObject] = []
    for row in rows[np.rint(places).astype(np.intp)].tolist():
        row_json: JsonObject = {"row": row + 1}
        if source is not None and (text := source.values[row]) is not None:
            row_json["source"] = _shown(text)
        examples.append(
            row_json | {"before": _shown(before.values[row]), "now": _shown(now.values[row])}
        )
    return examples


def _source(subject: Subject) -> Texts | None:
    """The first feature of texts: what was translated, or asked."""
    column: Column | None = next(
        (c for c in subject.data.having(Role.FEATURE) if c.kind is Kind.TEXT), None
    )
    return column.values if column is not None and isinstance(column.values, Texts) else None


def _shown(text: str) -> str:
    text = text.encode(errors="replace").decode()  # half a surrogate pair is no text of a report
    return text if len(text) <= MOST_CHARACTERS else f"{text[: MOST_CHARACTERS - 1]}…"
