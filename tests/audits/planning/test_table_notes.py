"""One home for what a table's profile gives away, whoever audits it."""

from audits.planning.plan import make_plan
from audits.planning.table_notes import table_notes
from audits.specification.parsing import parse_document
from audits.specification.profiles import ColumnProfile, DatasetProfile
from audits.specification.roles import Kind


def column(name, *values, distinct=None):
    return ColumnProfile(name, Kind.CATEGORY, None, distinct or len(values), 0, values, None, None)


PEOPLE = DatasetProfile(
    "csv", 400,
    (
        column("y", "0", "1"), column("p", "0", "1"), column("sex", "f", "m"),
        column("fold", "Train", "Val", "Test"),
        column("patient_id", *(f"p{number}" for number in range(20)), distinct=100),
    ),
    "0" * 64,
)  # fmt: skip
SAID = {
    "y": {"role": "label", "positive": "1"}, "p": {"role": "prediction"},
    "sex": {"role": "protected"},
}  # fmt: skip


def notes(fed=(), **columns):
    document = parse_document({"dataset": {"name": "people", "columns": {**SAID, **columns}}})
    return table_notes(document, make_plan(document, dataset=PEOPLE), PEOPLE, fed)


def test_a_split_and_people_that_repeat_are_told_together():
    split, people = "fold", "patient_id"
    assert [any(name in note for note in notes()) for name in (split, people)] == [True, True]


def test_what_is_said_or_fed_is_not_told():
    assert not any("fold" in note for note in notes(fold={"role": "split"}))
    assert not any("fold" in note for note in notes(fed=["fold"]))
    assert not any("patient_id" in note for note in notes(patient_id={"role": "cluster"}))
