"""Whose word an item stands on: the audit's whole evidence, a statement, or nobody's."""

from dataclasses import replace

import pytest

from audits.planning.documented import Documented
from audits.reproducibility.checklist import Standing, content, filled, open_items
from audits.reproducibility.known_answers import Facts
from audits.specification.reproducibility_statements import statements_of

FACTS = Facts(
    Documented("d" * 64, "m" * 64, "onnx"), rows=100, columns=3, seed=0, confidence=0.95,
    has_answers=True,
)  # fmt: skip


def stated(**statements):
    statements = statements_of(statements)
    return replace(FACTS, documented=replace(FACTS.documented, statements=statements))


def standing(facts, key):
    (entry,) = (entry for entry in filled(facts) if entry.item.key == key)
    return entry


def test_of_21_items_four_are_answered_by_an_audit_of_a_model_and_17_are_open():
    """By hand: evaluation code, table with its command, measures and variation."""
    entries = filled(FACTS)
    answered = [one.item.key for one in entries if one.standing is Standing.ANSWERED]
    assert answered == ["evaluation_code", "readme", "measures", "variation"]
    assert open_items(entries) == 17


def test_a_statement_closes_an_open_item_and_keeps_what_is_known():
    entry = standing(stated(trained_model="at https://example.org/m"), "trained_model")
    assert entry.standing is Standing.STATED
    assert entry.known.what.startswith("its fingerprint")
    assert entry.asks == ""
    assert open_items(filled(stated(trained_model="at https://example.org/m"))) == 16


def test_a_reason_makes_it_not_applicable():
    facts = stated(claims={"not_applicable": "no theorem"}, proofs={"not_applicable": "no theorem"})
    assert standing(facts, "claims").standing is Standing.NOT_APPLICABLE
    assert standing(facts, "claims").stated == "no theorem"
    assert open_items(filled(facts)) == 15


@pytest.mark.parametrize("word", ["another script", {"not_applicable": "no code"}])
def test_whole_evidence_stands_before_words(word):
    entry = standing(stated(evaluation_code=word), "evaluation_code")
    assert entry.standing is Standing.ANSWERED
    assert entry.stated


def test_of_data_alone_what_is_about_a_training_is_not_applicable():
    alone = replace(FACTS, has_answers=False)
    assert standing(alone, "training_code").standing is Standing.NOT_APPLICABLE
    assert open_items(filled(alone)) == 5


def test_the_exhibit_has_every_item_with_what_is_asked_for():
    shown = content(filled(FACTS))
    assert len(shown["items"]) == 21
    assert {bool(one["asks"]) for one in shown["items"] if one["standing"] == "open"} == {True}
    assert {one["asks"] for one in shown["items"] if one["standing"] == "answered"} == {""}
    assert "Pineau" in shown["source"]
