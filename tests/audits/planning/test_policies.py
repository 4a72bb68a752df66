"""A policy's name in a plan."""

import pytest

from audits.errors import Refused
from audits.planning.plan import make_plan
from audits.planning.policies import told_left_out
from audits.planning.steps import Step
from audits.specification.document import ColumnSpec
from audits.specification.parsing import parse_document
from audits.specification.profiles import ColumnProfile, DatasetProfile
from audits.specification.roles import Kind

PEOPLE = DatasetProfile(
    "csv",
    1000,
    tuple(
        ColumnProfile(name, Kind.CATEGORY, None, 2, 0, values)
        for name, values in (
            ("sex", ("female", "male")),
            ("decision", ("0", "1")),
            ("truth", ("0", "1")),
        )
    ),
    "d" * 64,
)
DECISION = {"decision": {"role": "prediction", "favourable": "1"}}
LABELLED = {**DECISION, "truth": {"role": "label"}}
SEX = {"sex": {"role": "protected"}}


def plan(columns, policy):
    document = parse_document({"dataset": {"path": "p.csv", "columns": columns}, "policy": policy})
    return make_plan(document, dataset=PEOPLE)


def problem(columns, policy):
    with pytest.raises(Refused) as caught:
        plan(columns, policy)
    (only,) = caught.value.problems
    return only


def test_a_name_becomes_rules_that_stand_in_the_plan():
    found = plan({**SEX, **LABELLED}, "four-fifths")
    assert found.policy.name == "four-fifths"
    assert found.to_json()["policy"]["rules"] == [
        {"metric": "impact_ratio", "attribute": "sex", "at_least": 0.8}
    ]


def test_without_a_label_the_default_leaves_error_rates_out():
    found = plan({**SEX, **DECISION}, "starter")
    assert [rule.metric for rule in found.policy.rules] == ["impact_ratio"]
    assert found.left_out == ("equalized_odds_difference", "accuracy_gain_over_majority")


@pytest.mark.parametrize("policy", ["starter", "strict"])
def test_without_groups_rules_about_groups_stay_beside_the_others(policy):
    metrics = [rule.metric for rule in plan(LABELLED, policy).policy.rules]
    assert {"impact_ratio", "equalized_odds_difference", "accuracy_gain_over_majority"} <= {
        *metrics
    }


def test_without_groups_a_policy_about_groups_is_refused_and_not_passed():
    told = problem(LABELLED, "four-fifths")
    assert (told.field, told.code) == ("policy", "policy_does_not_fit")
    assert "no column is protected" in told.reason


def test_a_misspelt_name_is_told_its_neighbour():
    told = problem({**SEX, **LABELLED}, "four-fifth")
    assert told.code == "unknown_policy"
    assert "four-fifths" in told.remedy


def test_a_score_alone_is_told_that_a_threshold_makes_answers():
    columns = {"sex": ColumnSpec(role="protected"), "p": ColumnSpec(role="score")}
    (told,) = told_left_out(("impact_ratio",), (), columns)
    assert "`threshold`" in told
    cut = {**columns, "p": ColumnSpec(role="score", threshold=0.5)}
    assert "`threshold`" not in told_left_out(("impact_ratio",), (), cut)[0]
    ranked = {**columns, "query": ColumnSpec(role="query")}
    assert "`threshold`" not in told_left_out(("r_squared",), (), ranked)[0]


def test_who_named_probes_is_told_what_judges_the_rest():
    named = Step(0, "explanations.recourse", 1, {}, named=True)
    (told,) = told_left_out(("impact_ratio",), (named,))
    assert "only the probes that were named ran" in told
    assert "`fairness.selection_rate`" in told
    assert "`probes`" in told
