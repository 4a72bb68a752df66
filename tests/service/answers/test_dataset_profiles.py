"""What is in a dataset before any audit."""

from audits.specification.profiles import ColumnProfile, DatasetProfile
from audits.specification.roles import Kind, Role
from service.answers.dataset_profiles import looks
from tests.service.conftest import Place

SEX = ColumnProfile("sex", Kind.CATEGORY, None, 2, 3, ("male", "female"))
AGE = ColumnProfile("age", Kind.NUMBER, None, 60, 0, ("30", "31"), 17.0, 90.0)
TEXT = ColumnProfile("note", Kind.TEXT, None, 97, 0, ("a", "b"))
OUTCOME = ColumnProfile("outcome", Kind.CATEGORY, None, 2, 0, ("denied", "approved"))


def test_groups_are_those_that_were_counted_and_a_wide_protected_number_is_cut() -> None:
    profile = DatasetProfile(
        "csv", 100, (SEX, AGE, TEXT, OUTCOME), "0" * 64,
        counts=(("sex", (60, 37)), ("outcome", (70, 30))),
    )  # fmt: skip
    sex, age, note, outcome = looks(profile)
    assert (sex.role, sex.groups) == (Role.PROTECTED, (("male", 60), ("female", 37)))
    assert sex.reason
    assert age.role is Role.PROTECTED
    assert age.groups == ()
    assert [17 < float(mark) < 90 for mark in age.cut.split(",")]
    assert (note.groups, note.cut) == ((), "")
    assert outcome.role is Role.LABEL
    assert outcome.favourable == "approved"
    older = DatasetProfile("csv", 100, (SEX,), "0" * 64)  # inspected before rows were counted
    assert looks(older)[0].groups == ()


def test_the_api_says_nothing_of_a_dataset_that_was_not_inspected(place: Place) -> None:
    made = place.client.post("/v1/datasets?name=x", data=b"a,b\n", headers=place.headers()).json
    answer = place.client.get(f"/v1/datasets/{made['id']}/profile", headers=place.headers())
    assert (answer.json["rows"], answer.json["columns"]) == (None, [])
    ready = place.upload()
    found = place.client.get(f"/v1/datasets/{ready}/profile", headers=place.headers()).json
    assert found["rows"] == 400
    assert [column["name"] for column in found["columns"]] == ["sex", "label", "answer", "income"]
    assert found["columns"][0]["role"] == "protected"
