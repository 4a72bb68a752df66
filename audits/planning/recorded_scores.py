"""Scores that were given the role of answers: probabilities beside a label that has two classes."""

from collections.abc import Mapping

from audits.errors import Problem
from audits.planning.column_kinds import holds_numbers
from audits.specification.document import AuditDocument, ColumnSpec
from audits.specification.profiles import ColumnProfile
from audits.specification.roles import MOST_CLASSES, Kind, Role

CODE = "scores_as_answers"


def check_recorded_scores(
    document: AuditDocument,
    columns: dict[str, ColumnSpec],
    profiles: Mapping[str, ColumnProfile],
    problems: list[Problem],
) -> None:
    """Refuse them, unless somebody said what the columns hold; the label stays one of classes."""
    declared = document.dataset.columns
    label, prediction = (
        next((name for name, spec in columns.items() if spec.role is role), None)
        for role in (Role.LABEL, Role.PREDICTION)
    )
    if label is None or prediction is None:
        return
    if any(declared[name].kind or declared[name].map for name in (label, prediction)):
        return
    classes, numbers = profiles[label], profiles[prediction]
    if not (_holds_scores(numbers) and _holds_classes(classes)):
        return
    columns[label] = columns[label].model_copy(update={"kind": Kind.CATEGORY})
    columns[prediction] = columns[prediction].model_copy(update={"kind": Kind.NUMBER})
    there = " and ".join(classes.values[:2])
    problems.append(
        Problem(
            f"dataset.columns.{prediction}.role",
            f"{prediction} holds {numbers.distinct:,} different numbers from 0 to 1, where "
            f"{label} holds {there}: those are scores, and no answers",
            "give it the role score, with the `threshold` from which on an answer is positive, "
            "e.g. `threshold: 0.5`; or say `kind: number` on both where they are quantities",
            CODE,
        )
    )


def _holds_scores(profile: ColumnProfile) -> bool:
    low, high = profile.minimum, profile.maximum
    return (
        profile.kind is Kind.NUMBER
        and profile.distinct > MOST_CLASSES
        and low is not None
        and high is not None
        and 0 <= low < high <= 1
    )


def _holds_classes(profile: ColumnProfile) -> bool:
    return profile.distinct == 2 and (profile.kind is not Kind.NUMBER or holds_numbers(profile))
