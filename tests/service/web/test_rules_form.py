"""Rules as sentences of a form."""

from dataclasses import replace

from audits.specification.policy_document import RuleSpec
from service.web.rules_form import RuleRow, rule_bodies, written_rules
from tests.service.conftest import ORIGIN, Place
from tests.service.web.forms import token


def test_rules_are_added_and_removed_without_javascript(place: Place) -> None:
    browser = place.signed_in()
    address = f"/audits/new?dataset={place.upload()}"
    form = {"csrf": token(browser.get(address).text), "metric-0": "accuracy", "limit-0": "0.5"}
    more = browser.post(address, data={**form, "do": "add"}, headers={"Origin": ORIGIN}).text
    assert 'name="metric-1"' in more
    assert '<option value="accuracy" selected>' in more
    less = browser.post(address, data={**form, "do": "remove-0"}, headers={"Origin": ORIGIN}).text
    assert '<option value="accuracy" selected>' not in less


def test_a_signed_gap_asks_whether_one_side_is_meant() -> None:
    row = RuleRow("demographic_parity_difference", "sex", "at_least", "-0.1")
    assert row.asks_one_sided
    assert rule_bodies([row], ["sex"])[0] == [
        {"metric": "demographic_parity_difference", "attribute": "sex", "at_least": -0.1}
    ]
    (body,), _ = rule_bodies([replace(row, one_sided=True)], ["sex"])
    assert body["one_sided"] is True
    assert not RuleRow("accuracy", "", "at_least", "0.5", one_sided=True).asks_one_sided


def test_a_documents_rules_become_sentences_where_one_can_say_them() -> None:
    said = {"metric": "impact_ratio", "attribute": ["sex", "age"], "at_least": 0.8}
    pair = {"metric": "disparate_impact_ratio", "attribute": "sex", "within": [0.8, 1.25]}
    unsaid = {"metric": "accuracy", "above": 0.5, "below": 0.9}
    rules = [RuleSpec.model_validate(rule) for rule in (said, pair, unsaid)]
    rows, kept = written_rules(rules, ["sex", "age"])
    assert [(row.scope, row.limit) for row in rows] == [("*", "0.8"), ("sex", "0.8 to 1.25")]
    assert kept == [unsaid]
    assert rule_bodies(rows, ["sex", "age"]) == ([said, pair], [])
