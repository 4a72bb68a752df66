"""What may be said for an item: a text, or why it is not applicable; a tick is refused."""

import pytest

from audits.errors import Refused
from audits.specification.parsing import parse_document
from audits.specification.reproducibility_statements import statements_of, statements_to_json


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
    assert statements["training_code"].text == "train.py"
    assert statements["claims"].not_applicable == "no theorem"
    assert "proofs" not in statements
    assert statements_to_json(statements) == written
    assert statements_of(statements_to_json(statements)) == statements


def test_it_is_sent_on_as_it_was_read():
    document = parse_document({"dataset": {"path": "p.csv"}, "reproducibility": {"runs": "five"}})
    sent = document.model_dump(mode="json", by_alias=True, exclude_unset=True)
    assert parse_document(sent) == document


def test_blanks_and_lines_are_joined():
    assert said(runs="  five runs,\n the best kept ")["runs"].text == "five runs, the best kept"


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
