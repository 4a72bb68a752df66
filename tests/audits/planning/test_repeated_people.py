"""Somebody in several rows."""

import pytest

from audits.planning.repeated_people import told_of_repeated
from audits.specification.parsing import parse_document
from audits.specification.profiles import ColumnProfile, DatasetProfile
from audits.specification.roles import Kind


def told(name="patient", distinct=550, rows=1500, kind=Kind.NUMBER, **columns):
    profile = DatasetProfile(
        "csv",
        rows,
        (
            ColumnProfile(name, kind, None, distinct, 0, ()),
            ColumnProfile("answer", Kind.CATEGORY, None, 2, 0, ("no", "yes")),
        ),
        "d" * 64,
    )
    columns = {"answer": {"role": "prediction"}, **columns}
    document = parse_document({"dataset": {"path": "p.csv", "columns": columns}})
    return list(told_of_repeated(document, profile))


@pytest.mark.parametrize(
    "name",
    ["patient", "Kunde", "customer_no", "household_id", "Proband", "personne", "PSU", "psu_id"],
)
def test_it_is_counted_and_the_remedy_named(name):
    (sentence,) = told(name)
    assert sentence.startswith(f"{name} repeats: 550 different values in 1,500 rows")
    assert f"--cluster {name}" in sentence


def test_rows_of_their_own_kinds_of_people_and_what_was_declared_are_left_alone():
    assert told(distinct=1500) == []
    assert told("customer", distinct=3, kind=Kind.CATEGORY) == []
    assert told(patient={"role": "cluster"}) == []
    assert told("income") == []
    assert told("applicant_income") == told("age_of_customer") == told("family_size") == []
    assert len(told(patient={"role": "id"})) == 1
