"""A policy is checked against the vocabulary and the columns."""

import pytest

from audits.planning.rules import check_rules
from audits.specification.document import ColumnSpec
from audits.specification.parsing import parse_policy
from audits.specification.probe_manifest import entries
from audits.specification.roles import Role

COLUMNS = {"s": ColumnSpec(role=Role.PROTECTED, rename="sex"), "age": ColumnSpec(),
           "site": ColumnSpec(role=Role.NUISANCE)}  # fmt: skip


def problems(**rule):
    found = []
    check_rules(parse_policy({"rules": [rule]}), COLUMNS, entries(), found)
    return found


@pytest.mark.parametrize(
    ("rule", "code", "remedy"),
    [
        ({"metric": "acuracy", "at_least": 0.8}, "unknown_metric", "accuracy"),
        ({"metric": "accuracy", "probe": "a.b", "at_least": 0.8}, "wrong_probe",
         "leave `probe` out"),
        ({"metric": "demographic_parity_difference", "attribute": "sex", "at_most": 0.1},
         "one_sided", "bound both sides, e.g. `within: 0.05`"),
        ({"metric": "disparate_impact_ratio", "attribute": "sex", "at_least": 0.8},
         "one_sided", "`within: [0.8, 1.25]`"),
        ({"metric": "demographic_parity_difference", "within": 0.1}, "no_overall",
         "name whose: `attribute: sex`"),
        ({"metric": "accuracy", "attribute": "sx", "at_least": 0.5}, "unknown_attribute", "sex"),
        ({"metric": "accuracy", "attribute": "age", "at_least": 0.5}, "unknown_attribute", "sex"),
        ({"metric": "accuracy", "attribute": "age", "at_least": 0.5}, "unknown_attribute",
         "`age: {role: protected}`"),
        ({"metric": "accuracy", "attribute": "protected", "at_least": 0.5}, "unknown_attribute",
         "that is a role: name a column that has it; known: sex"),
        ({"metric": "nuisance_only_skill", "attribute": "site", "at_most": 0.5},
         "unknown_attribute", "`group: {nuisance: site}`"),
        ({"metric": "accuracy", "group": {"sex": None}, "at_least": 0.5}, "unknown_group",
         "name a group"),
        ({"metric": "accuracy", "evidence": "attack", "at_least": 0.5}, "no_attack",
         "it is for metrics of attacks"),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_held_is_refused_with_a_remedy(rule, code, remedy):
    (problem,) = problems(**rule)
    assert problem.code == code
    assert remedy in problem.remedy
    assert problem.field.startswith("policy.rules.0")


def test_where_no_column_is_protected_the_remedy_is_to_say_which_is():
    found, rule = [], {"metric": "accuracy", "attribute": "sex", "at_least": 0.5}
    check_rules(parse_policy({"rules": [rule]}), {"age": ColumnSpec()}, entries(), found)
    assert "no column has the role `protected`" in found[0].remedy


@pytest.mark.parametrize(
    "rule",
    [
        {"metric": "accuracy", "at_least": 0.8},
        {"metric": "accuracy", "attribute": "sex", "at_least": 0.8},
        {"metric": "demographic_parity_difference", "attribute": "sex", "within": 0.1},
        {"metric": "demographic_parity_difference", "attribute": "sex", "at_most": 0.1,
         "one_sided": True},
        {"metric": "nuisance_only_skill", "group": {"nuisance": "dept"}, "at_most": 0.6},
    ],
)  # fmt: skip
def test_a_rule_that_fits_raises_nothing(rule):
    assert problems(**rule) == []


@pytest.mark.parametrize(
    ("metric", "attribute", "codes"),
    [
        ("decision_rate_difference", "religion", []),
        ("name_recall_difference", "ethnicity", []),
        ("name_recall_difference", "religion", ["unknown_attribute"]),
        ("demographic_parity_difference", "ethnicity", ["unknown_attribute"]),
    ],
)
def test_a_rule_names_people_that_come_with_its_probe(metric, attribute, codes):
    refused = problems(metric=metric, attribute=attribute, within=0.1)
    assert [problem.code for problem in refused] == codes
