"""The declared columns with their kinds; what is not in the file is told by its nearest name."""

from audits.planning.columns import resolve_columns
from audits.specification.document import AuditDocument
from audits.specification.profiles import ColumnProfile, DatasetProfile
from audits.specification.roles import Kind

FILE = DatasetProfile(
    "csv",
    100,
    (
        ColumnProfile("outcome", Kind.NUMBER, None, 2, 0, ("0", "1"), 0, 1),
        ColumnProfile("decision", Kind.CATEGORY, None, 2, 0, ("no", "yes")),
        ColumnProfile("age", Kind.NUMBER, None, 90, 0, ("30",), 1, 99),
    ),
    "0" * 64,
)


def resolved(**columns):
    problems = []
    document = AuditDocument.model_validate({"dataset": {"name": "d", "columns": columns}})
    kinds = {name: spec.kind for name, spec in resolve_columns(document, FILE, problems).items()}
    return kinds, [(problem.field, problem.code) for problem in problems]


def test_each_column_is_resolved_to_a_kind():
    kinds, problems = resolved(outcome={"role": "label"}, age={"role": "protected", "cut": [40]})
    assert (kinds, problems) == ({"outcome": Kind.CATEGORY, "age": Kind.CATEGORY}, [])


def test_a_column_that_is_not_there_is_named_and_the_others_are_resolved():
    kinds, problems = resolved(ages={"role": "protected"}, outcome={"role": "label"})
    assert kinds == {"outcome": Kind.CATEGORY}
    assert problems == [("dataset.columns.ages", "unknown_column")]


def test_what_is_wrong_with_several_columns_is_told_at_once():
    _, problems = resolved(
        outcome={"role": "label"}, decision={"role": "label"}, age={"role": "protected"}
    )
    assert problems == [
        ("dataset.columns.decision.role", "role_twice"), ("dataset.columns.age.cut", "needs_cut"),
    ]  # fmt: skip
