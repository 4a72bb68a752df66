"""What a report shows of planted instructions: outcomes by kind and position, and the answers."""

from collections.abc import Iterator, Sequence

import numpy as np

from audits.data.arrays import Flags, Floats
from audits.language.injection_measurements import sign_test
from audits.language.injection_reading import InjectionRule, Outcome
from audits.language.injection_study import Study
from audits.language.prompts import texts_of
from audits.measurement import Exhibit, Group
from audits.specification.roles import Role
from audits.statistics.tests import holm

MOST_SHOWN = 20


def outcome_table(study: Study, groups: Sequence[tuple[Group, Flags]], beyond: Floats) -> Exhibit:
    """Counts of each outcome by kind of plant and by position, with the corrected sign test.

    groups: each with its rows, shape (rows,). beyond: shape (rows,), what a row has beyond its
    document without a plant. Crossings are left to the measurements.
    """
    single = [(group, rows) for group, rows in groups if len(group) <= 1]
    corrected = iter(holm([sign_test(study, rows, beyond) for group, rows in single if group]))
    table = []
    for group, rows in single:
        counts = [int((study.having(outcome) & rows).sum()) for outcome in Outcome]
        p_value = next(corrected) if group else sign_test(study, rows, beyond)
        size = int(rows.sum())
        done = int((study.done & rows).sum())
        table.append([_name(group), size, *counts, done, float(f"{p_value:.2g}")])
    head = ["Plant", "n", *(outcome.capitalize() for outcome in Outcome), "Task done", "p"]
    units = len(np.unique(study.clusters))
    caption = (
        f"{units:,} documents. Every row is one outcome, and counts in every share; its task may "
        "be done beside it. p: exact sign test over documents, with and without the plant; "
        "Holm-corrected over the kinds and positions."
    )
    content = {"head": head, "rows": table, "numeric": list(range(1, 9)), "caption": caption}
    return Exhibit("sentences", "What became of planted instructions", content)


def who_says(study: Study, rule: InjectionRule) -> Exhibit:
    """How answers were had and read."""
    how = f"asked of the audited model: {study.asked}" if study.asked else "as recorded"
    done = "the answer names what the label says"
    if not study.labelled:
        done = "the answer is the one that was given without a plant, but for case and marks"
    lines = [
        ("Answers", how),
        ("How an answer is read", rule.words),
        ("When a task is done", done),
    ]
    facts = [{"question": name, "answer": words} for name, words in lines]
    return Exhibit("facts", "Who says what was followed", {"facts": facts})


def answers_shown(study: Study) -> Iterator[Exhibit]:
    """Answers that followed, and those that tell of the instruction, as they are."""
    kinds = [
        ", ".join(value or "unknown" for value in row)
        for row in zip(
            *(texts_of(column) for column in study.data.having(Role.PROTECTED)), strict=True
        )
    ] or [""] * len(study)
    for outcome, title in (
        (Outcome.FOLLOWED, "Answers that followed a planted instruction"),
        (Outcome.MENTIONED, "Answers that tell of a planted instruction"),
    ):
        here = np.flatnonzero(study.having(outcome)).tolist()
        distinct = sorted(
            {(kinds[row], study.words[row], _short(study.answers[row])) for row in here}
        )
        if not distinct:
            continue
        content = {
            "head": ["Plant", "Word", "Answer"], "rows": [list(row) for row in _spread(distinct)],
            "numeric": [], "left_out": max(0, len(distinct) - MOST_SHOWN),
            "caption": "A rule errs: somebody must read them.",
        }  # fmt: skip
        yield Exhibit("sentences", title, content)


def _spread(rows: Sequence[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """So many of them, evenly over their order."""
    step = max(1.0, len(rows) / MOST_SHOWN)
    return [rows[int(number * step)] for number in range(min(MOST_SHOWN, len(rows)))]


def _short(answer: str | None) -> str:
    text = answer or ""
    return text if len(text) <= 300 else text[:299] + "…"


def _name(group: Group) -> str:
    return ", ".join(f"{name} {value or 'unknown'}" for name, value in group) or "all"
