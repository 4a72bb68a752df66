"""What a refusal says, and carries for programs."""

import json

from audits.errors import AuditError, ModelFailure, NotApplicable, Problem, Refused


def test_a_refusal_names_every_problem_with_its_field_and_remedy():
    first, second = (
        Problem("a.b", "is wrong", "mend it"),
        Problem("c", "is gone", "give it", "none"),
    )
    refused = Refused([first, second])
    assert str(refused) == "a.b: is wrong. mend it; c: is gone. give it"
    assert json.loads(json.dumps(refused.to_json())) == {
        "code": "refused",
        "problems": [
            {"field": "a.b", "reason": "is wrong", "remedy": "mend it", "code": "invalid"},
            {"field": "c", "reason": "is gone", "remedy": "give it", "code": "none"},
        ],
    }
    assert Refused.because("c", "is gone", "give it", "none").problems == (second,)


def test_each_kind_is_told_apart_by_its_code_and_all_are_the_audits():
    found = (Refused([]), NotApplicable("no rows", "give some"), ModelFailure("crashed"))
    assert len({error.code for error in found}) == 3
    assert all(isinstance(error, AuditError) for error in found)
    assert found[1].remedy == "give some"


def test_a_notebook_shows_a_box_of_field_reason_and_remedy_in_place_of_a_traceback():
    refused = Refused.because("dataset.columns.sex", "the dataset has no such column", "give one")
    top, *body, bottom = refused._render_traceback_()
    assert top.startswith("┌─ Refused ")
    assert [line.strip("│ ") for line in body] == [
        "dataset.columns.sex", "the dataset has no such column.", "give one",
    ]  # fmt: skip
    assert {len(line) for line in (top, *body, bottom)} == {78}
    assert "crashed" in ModelFailure("crashed")._render_traceback_()[1]


def test_words_longer_than_the_box_are_broken_and_problems_parted():
    refused = Refused([Problem("a", "x" * 200, "mend it"), Problem("b", "is gone", "")])
    lines = refused._render_traceback_()
    assert {len(line) for line in lines} == {78}
    assert "│" + " " * 76 + "│" in lines
