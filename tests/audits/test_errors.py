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
