"""A table whose personal data and lonely rows are counted by hand."""

import json

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers, Texts
from audits.errors import NotApplicable
from audits.measurement import Exhibit, Undetermined
from audits.probes.privacy.columns import columns
from audits.probing.subject import Subject
from audits.specification.roles import Role


def people(rows=100):
    """One in four has an address in the note; ten are from a town of their own."""
    notes = [f"call p{row}@mail.org" if row % 4 == 0 else "no" for row in range(rows)]
    towns = [f"own {row}" if row < 10 else "ab"[row % 2] for row in range(rows)]
    return Dataset(
        (
            Column("note", Role.FEATURE, Texts.of(notes)),
            Column("town", Role.PROTECTED, Categories.of(towns)),
            Column("age", Role.FEATURE, Numbers(np.arange(float(rows)))),
        )
    )


def measured(data, **parameters):
    yielded = list(columns(Subject(data), **parameters))
    return {(m.metric, m.group): m for m in yielded if not isinstance(m, Exhibit)}, [
        one for one in yielded if isinstance(one, Exhibit)
    ]


def test_shares_by_hand():
    numbers, shown = measured(people())
    assert numbers["personal_data_share", ()].value == 0.25
    of_note = (("column", "note"), ("term", "e-mail address"))
    assert numbers["personal_data_share", of_note].sample_size == 100
    assert numbers["unique_row_share", ()].value == 0.1
    assert numbers["small_cell_share", ()].value == 0.1
    facts = {fact["question"]: fact["answer"] for one in shown for fact in one.content["facts"]}
    assert facts["note"].startswith("[e-mail address] in 25 of 100 rows")
    assert facts["k-anonymity"].startswith("1:")


def test_no_value_of_it_is_shown():
    _, shown = measured(people())
    written = json.dumps([one.to_json() for one in shown])
    assert "mail.org" not in written
    assert "own 3" not in written


def test_more_that_is_known_makes_more_people_alone():
    numbers, _ = measured(people(), known=("town", "age"))
    assert numbers["unique_row_share", ()].value == 1.0
    numbers, _ = measured(people(), known=("town",), fewest=46)
    assert numbers["small_cell_share", ()].value == 1.0


def test_nothing_there_is_said_with_what_is_not_looked_for():
    data = Dataset(people().columns[2:])
    numbers, shown = measured(data)
    assert numbers["personal_data_share", ()].value == 0
    assert isinstance(numbers["unique_row_share", ()], Undetermined)
    assert "by a title alone" in shown[0].content["facts"][0]["answer"]


def test_an_unknown_column_is_refused():
    with pytest.raises(NotApplicable, match="'shoe'"):
        measured(people(), known=("shoe",))
