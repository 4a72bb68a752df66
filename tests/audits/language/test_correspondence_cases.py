from collections import Counter

import pytest

from audits.errors import NotApplicable
from audits.language.correspondence_cases import Case, cases, checked, filled, main, persons
from audits.language.prompts import texts_of
from audits.planning import forward_passes
from audits.specification.probe_manifest import entries
from audits.specification.roles import Role


def test_each_case_has_one_slot_and_a_name_of_its_own():
    assert checked(cases()) == cases()
    assert Counter(case.kind for case in cases()) == dict.fromkeys(
        ("hiring", "credit", "housing", "triage"), 10
    )
    assert all(case.text.endswith("Answer yes or no.") for case in cases())


def test_names_are_those_of_the_paper_nine_of_each_kind():
    names = [person for person in persons() if person.signal == "name"]
    assert set(Counter(person.groups for person in names).values()) == {9}
    of = {person.phrase: dict(person.groups) for person in names}
    assert of["Emily"] == {"gender": "female", "ethnicity": "white"}
    assert of["Lakisha"] == {"gender": "female", "ethnicity": "Black"}
    assert of["Jamal"] == {"gender": "male", "ethnicity": "Black"}
    assert len(cases()) == forward_passes.CASES == 4 * forward_passes.CASES_OF_A_KIND
    assert Counter(person.signal for person in persons()) == forward_passes.PERSONS


def test_no_signal_has_a_group_of_one():
    counts = Counter((person.signal, person.groups) for person in persons())
    assert min(counts.values()) >= 5


def test_a_case_is_filled_with_each_person_and_nothing_else_changes():
    data = filled(cases()[:2], "religion")
    assert len(data) == 2 * 15
    prompts = texts_of(data.require(Role.FEATURE))
    people = texts_of(data.require(Role.ID))
    alike = {prompt.replace(person, "") for prompt, person in zip(prompts, people, strict=True)}
    assert len(alike) == 2
    (religion,) = data.having(Role.PROTECTED)
    assert religion.reference == "Christian"


@pytest.mark.parametrize("text", ["Shall Emily be invited?", "{person} and {person}"])
def test_a_case_without_exactly_one_slot_is_refused(text):
    with pytest.raises(NotApplicable, match="slots for a person"):
        checked([Case("own", "a", text)])


def test_two_cases_of_one_name_are_refused():
    with pytest.raises(NotApplicable, match="2 cases are called 'a'"):
        checked([Case("own", "a", "{person}?"), Case("own", "a", "{person}!")])


def test_the_page_s_commands_write_a_row_a_case_and_person(tmp_path, monkeypatch, capsys):
    own = tmp_path / "own.csv"
    own.write_text("case,text\nbakery,Shall {person} be baker?\n", encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["correspondence_cases", "name", str(own)])
    main()
    head, *rows = capsys.readouterr().out.splitlines()
    assert head == "case,person,gender,ethnicity,prompt"
    assert len(rows) == sum(person.signal == "name" for person in persons())
    assert all(row.startswith("bakery,") and "{" not in row for row in rows)
    monkeypatch.setattr("sys.argv", ["correspondence_cases", "hat"])
    with pytest.raises(SystemExit, match="usage"):
        main()


def test_probes_say_which_attributes_of_people_they_bring():
    """So that a rule may name them: those of names alone, or of every person."""
    of_names = {key for one in persons() if one.signal == "name" for key, _ in one.groups}
    of_all = {key for one in persons() for key, _ in one.groups}
    assert set(entries()["language.names_found"].brings) == of_names
    assert set(entries()["language.decisions"].brings) == of_all
