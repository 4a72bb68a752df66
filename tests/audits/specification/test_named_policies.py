"""What a policy that everybody can name becomes for the columns of an audit."""

import pytest

from audits.specification.named_policies import DEFAULT, fitted, named_policies
from audits.specification.probe_manifest import entries
from audits.specification.roles import Kind

METRICS = {metric.name for entry in entries().values() for metric in entry.metrics}


def rules(name, *, protected=("sex", "age"), answer=Kind.CATEGORY, measured=METRICS):
    policy, left_out = fitted(
        named_policies()[name], protected=protected, answer=answer, measured=measured
    )
    return [rule.to_json() for rule in policy.rules], left_out


def test_the_names_that_pipelines_rely_on():
    assert set(named_policies()) == {
        "starter", "four-fifths", "equal-opportunity", "better-than-nothing",
        "translation-stereotypes", "strict", "phone", "microcontroller",
    }  # fmt: skip
    assert DEFAULT in named_policies()


@pytest.mark.parametrize("name", sorted(named_policies()))
def test_every_policy_names_metrics_that_are_measured_and_says_what_it_cannot_see(name):
    policy = named_policies()[name]
    assert {rule["metric"] for rule in policy.rules} <= METRICS
    assert all((policy.title, policy.means, policy.suits, policy.cannot_see))


def test_each_protected_column_gets_its_own_rule():
    assert rules("four-fifths") == (
        [
            {"metric": "impact_ratio", "attribute": "sex", "at_least": 0.8},
            {"metric": "impact_ratio", "attribute": "age", "at_least": 0.8},
        ],
        (),
    )


def test_rules_follow_the_kind_of_the_answer():
    classes, _ = rules("better-than-nothing")
    numbers, _ = rules("better-than-nothing", answer=Kind.NUMBER)
    assert [rule["metric"] for rule in classes] == ["accuracy_gain_over_majority"]
    assert [rule["metric"] for rule in numbers] == ["r_squared"]


def test_the_default_leaves_out_what_nobody_measures_and_names_it():
    found, left_out = rules("starter", measured={"impact_ratio"})
    assert {rule["metric"] for rule in found} == {"impact_ratio"}
    assert left_out == ("equalized_odds_difference", "accuracy_gain_over_majority")


def test_a_policy_that_was_chosen_keeps_what_nobody_measures():
    """So that it is NOT RUN, which holds the gate, and no pass."""
    found, left_out = rules("equal-opportunity", measured=set())
    assert [rule["metric"] for rule in found] == ["equal_opportunity_difference"] * 2
    assert left_out == ()


@pytest.mark.parametrize("name", ["starter", "strict"])
def test_rules_about_groups_stay_where_no_column_is_protected(name):
    """So that an audit that compared nobody is NOT RUN, and no pass."""
    stayed, left_out = rules(name, protected=(), measured={"accuracy_gain_over_majority"})
    assert [(r["metric"], "attribute" in r) for r in stayed][:2] == [
        ("impact_ratio", False), ("equalized_odds_difference", False),
    ]  # fmt: skip
    assert "accuracy_gain_over_majority" in {rule["metric"] for rule in stayed}
    assert left_out == ()


def test_of_data_alone_no_rule_stays():
    assert rules("starter", protected=(), measured=set())[0] == []
