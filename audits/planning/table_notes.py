"""What a table's profile gives away that nobody said of it: told in every report of the table."""

from collections.abc import Collection

from audits.planning.compared_texts import told_of_texts
from audits.planning.counted_rows import told_of_combinations
from audits.planning.plan import Plan
from audits.planning.pooled_answers import told_of_pooled
from audits.planning.repeated_people import told_of_copies, told_of_repeated
from audits.planning.reviewed_rows import told_of_reviewed
from audits.planning.row_spellings import told_of_spellings
from audits.planning.unnamed_labels import told_of_unnamed_labels
from audits.planning.unnamed_roles import told_of_unnamed
from audits.planning.unread_totals import told_of_totals
from audits.specification.document import AuditDocument
from audits.specification.profiles import DatasetProfile
from audits.specification.roles import Role


def table_notes(
    document: AuditDocument, plan: Plan, dataset: DatasetProfile, fed: Collection[str] = ()
) -> tuple[str, ...]:
    """Sentences on pooled answers, people that repeat, splits, spellings, weights, annotators,
    totals, counts, texts.

    fed: columns that a model is asked with.
    """
    read = {*plan.columns, *(choice.column for choice in plan.rows)}
    several = (
        *told_of_pooled(read, plan.columns, dataset, fed),
        *told_of_repeated(document, dataset, plan.rows),
    )
    return (
        *(several or told_of_copies(plan.columns, dataset, plan.rows)),
        *told_of_spellings(plan.rows, plan.columns, dataset),
        *told_of_unnamed(document, dataset, fed),
        *told_of_unnamed_labels(document, dataset),
        *told_of_reviewed(document, dataset, read),
        *told_of_totals(
            read, dataset, counts=any(s.role is Role.COUNT for s in plan.columns.values())
        ),
        *told_of_combinations(read, plan.columns, dataset),
        *told_of_texts(plan.columns, plan.steps),
    )
