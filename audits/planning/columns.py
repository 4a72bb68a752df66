"""The declared columns of an audit, each with the kind that it is read as."""

from audits.errors import Problem
from audits.planning.column_checks import check_column, check_roles
from audits.planning.column_kinds import (
    apply_task,
    column_kind,
    join_answer_kinds,
)
from audits.planning.recorded_scores import check_recorded_scores
from audits.specification.document import AuditDocument, ColumnSpec
from audits.specification.profiles import DatasetProfile
from audits.specification.suggestions import nearest


def resolve_columns(
    document: AuditDocument, dataset: DatasetProfile, problems: list[Problem]
) -> dict[str, ColumnSpec]:
    """The declared columns with their kinds resolved."""
    profiles = {profile.name: profile for profile in dataset.columns}
    declared = document.dataset.columns
    columns: dict[str, ColumnSpec] = {}
    for name, spec in declared.items():
        field = f"dataset.columns.{name}"
        if name not in profiles:
            problems.append(dataset.no_column(name, field, nearest(name, profiles)))
            continue
        columns[name] = spec.model_copy(update={"kind": column_kind(spec, profiles[name])})
    join_answer_kinds(columns, declared)
    apply_task(document, columns, declared)
    check_roles(columns, problems)
    check_recorded_scores(document, columns, profiles, problems, rows=dataset.rows)
    for name, spec in columns.items():
        check_column(name, spec, profiles[name], problems, said_kind=declared[name].kind)
    return columns
