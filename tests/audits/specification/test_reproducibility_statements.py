"""What may be said for an item: a text, or why it is not applicable; a tick is refused."""

import pytest

from audits.errors import Refused
from audits.specification.parsing import parse_document


def said(**statements):
    document = {"dataset": {"path": "p.csv"}, "reproducibility": statements}
    return parse_document(document).reproducibility


def refused(statements):
    with pytest.raises(Refused) as refusal:
        parse_document({"dataset": {"path": "p.csv"}, "reproducibility": statements})
    return refusal.value.problems


def test_a_text_and_a_reason_are_read_and_written_back_alike():
    written = {"training_code": "train.py", "claims": {"not_applicable": "no theorem"}}
    statements = said(**written)
    assert statements.of("training_code").text == "train.py"
    assert statements.of("claims").not_applicable == "no theorem"
    assert statements.of("proofs") is None
    assert statements.to_json() == written
    assert type(statements).model_validate(statements.to_json()) == statements
    # As `evenhand submit` sends it on.
    assert type(statements).model_validate(statements.model_dump(exclude_unset=True)) == statements


def test_blanks_and_lines_are_joined():
    assert said(runs="  five runs,\n the best kept ").of("runs").text == "five runs, the best kept"


@pytest.mark.parametrize("tick", ["yes", "Done.", "TBD", "n/a", "-", " x ", "...", "!!"])
def test_a_tick_says_neither_what_nor_where(tick):
    (problem,) = refused({"training_code": tick})
    assert problem.field == "reproducibility.training_code.text"
    assert "neither what nor where" in problem.reason


@pytest.mark.parametrize(
    ("statements", "field"),
    [
        ({"claims": True}, "reproducibility.claims"),
        ({"claims": 3}, "reproducibility.claims"),
        ({"claims": ["a"]}, "reproducibility.claims"),
        ({"claims": {}}, "reproducibility.claims"),
        ({"claims": {"text": "there", "not_applicable": "no theorem"}}, "reproducibility.claims"),
        ({"claims": {"not_applicable": "no"}}, "reproducibility.claims.not_applicable"),
        ({"claims": {"because": "none"}}, "reproducibility.claims.because"),
        ({"claims": "w" * 2001}, "reproducibility.claims.text"),
    ],
)
def test_whatever_else_is_refused_by_field_with_a_remedy(statements, field):
    problems = refused(statements)
    assert field in [problem.field for problem in problems]
    assert all(problem.remedy for problem in problems)


def test_a_key_that_is_no_item_is_named_with_what_is_near():
    (problem,) = refused({"training_cod": "train.py"})
    assert problem.field == "reproducibility.training_cod"
    assert "training_code" in problem.remedy
