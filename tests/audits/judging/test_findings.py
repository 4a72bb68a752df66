"""A finding's id from nothing but the standards it names, and its place in the report."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.judging.findings import Finding
from audits.measurement import Interval
from audits.specification.parsing import parse_policy
from audits.specification.verdicts import WORST_FIRST, Verdict

METRIC = "impact_ratio"
NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), min_size=1, max_size=8)


def rule_of(**bounds):
    (rule,) = parse_policy({"rules": [{"metric": METRIC, "attribute": "sex", **bounds}]}).rules
    return rule


def finding(group=(("sex", "f"),), **more):
    return Finding(more.pop("rule", rule_of(at_least=0.8)), METRIC, group, Verdict.PASS, **more)


def sorted_json(value):
    """RFC 8785 for what has no numbers but 0.8, and texts alone: sorted, without spaces."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def test_the_id_is_the_hash_of_rule_metric_and_group():
    found = finding()
    said = {"rule": found.rule.to_json(), "metric": METRIC, "group": {"sex": "f"}}
    expected = hashlib.sha256(sorted_json(said).encode()).hexdigest()[:16]
    assert found.id == expected


@given(NAMES)
def test_the_id_does_not_move_with_what_was_measured(level):
    group = (("sex", level),)
    first = finding(group, measurement=3, p_value=0.2, interval=Interval(0.1, 0.4))
    assert first.id == finding(group, reason="few rows", waived="known").id
    assert len(first.id) == 16


@given(NAMES, NAMES)
def test_other_groups_have_other_ids(first, second):
    same = finding((("sex", first),)).id == finding((("sex", second),)).id
    assert same is (first == second)


def test_the_order_in_which_a_crossing_names_its_columns_is_moot():
    crossed = (("sex", "f"), ("age", "60+"))
    assert finding(crossed).id == finding(crossed[::-1]).id


def test_another_bound_and_other_parameters_are_another_finding():
    assert finding().id != finding(rule=rule_of(at_least=0.9)).id
    once = finding(parameters={"seeds": 1, "samples": 10})
    assert once.id != finding().id
    assert once.id == finding(parameters={"samples": 10, "seeds": 1}).id
    assert once.id != finding(parameters={"samples": 11, "seeds": 1}).id


def test_an_unbounded_end_is_null_in_the_report():
    stored = finding(interval=Interval(0.5, float("inf"))).to_json()
    assert stored["interval"] == [0.5, None]
    assert stored["interval_adjusted"] is None
    assert stored["verdict"] == "pass"
    assert "judged" not in stored
    assert json.loads(json.dumps(stored, allow_nan=False)) == stored


def test_the_worst_verdict_is_first_and_each_stands_once():
    assert [str(verdict) for verdict in WORST_FIRST] == [
        "fail", "error", "not_run", "inconclusive", "pass",
    ]  # fmt: skip
    assert set(WORST_FIRST) == set(Verdict)
    with pytest.raises(ValueError, match="'maybe'"):
        Verdict("maybe")
