"""Which measurements a rule is about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.judging.rule_scope import (
    Placed,
    idle_exclusions,
    in_scope,
    is_left_out,
    left_out,
    select,
)
from audits.measurement import Undetermined
from audits.specification.parsing import parse_policy

METRIC = "selection_rate"
F, M = (("sex", "f"),), (("sex", "m"),)
SIZES = {frozenset(F): 30, frozenset(M): 970}


def rule_of(**more):
    return parse_policy({"rules": [{"metric": METRIC, "at_most": 0.5, **more}]}).rules[0]


def placed(group, metric=METRIC, probe="fairness.selection_rate", index=0):
    return Placed(index, probe, 0, Undetermined(metric, group, "too few rows", 3))


@pytest.mark.parametrize(
    ("rule", "group", "inside"),
    [
        ({}, (), True), ({}, F, False),
        ({"attribute": "sex"}, F, True), ({"attribute": "sex"}, (), False),
        ({"attribute": "sex"}, (("sex", None),), False),
        ({"attribute": "sex"}, (("sex", "f"), ("age", "old")), False),
        ({"attribute": ["sex", "age"]}, (("age", "old"), ("sex", "f")), True),
        ({"attribute": "sex"}, (("sex", "f"), ("language", "fi")), True),
        ({"attribute": "sex"}, (("sex", "f"), ("variant", "fp16")), True),
        ({"attribute": "variant"}, (("variant", "fp16"),), True),
        ({"attribute": "variant"}, (("sex", "f"), ("variant", "fp16")), False),
        ({}, (("variant", "fp16"),), False),
        ({"group": {"sex": "f"}}, F, True), ({"group": {"sex": "f"}}, M, False),
    ],
)  # fmt: skip
def test_a_rule_is_about_its_attribute_its_group_or_everyone(rule, group, inside):
    assert in_scope(rule_of(**rule), placed(group)) is inside


def test_another_metric_and_another_probe_are_no_matter_of_the_rule():
    assert not in_scope(rule_of(), placed((), metric="accuracy"))
    asked = rule_of(probe="fairness.selection_rate")
    assert in_scope(asked, placed(()))
    assert not in_scope(asked, placed((), probe="fairness.other"))


def test_a_group_is_left_out_by_name_or_by_its_share():
    by_name = rule_of(attribute="sex", **{"except": ["f"]})
    assert left_out(by_name, F, SIZES, 1000) == "named in `except`"
    assert left_out(by_name, M, SIZES, 1000) is None
    by_pair = rule_of(attribute="sex", **{"except": [{"sex": "m"}]})
    assert is_left_out(by_pair, SIZES, 1000, M)
    assert not is_left_out(by_pair, SIZES, 1000, F)
    small = rule_of(attribute="sex", smallest_share=0.05)
    assert left_out(small, F, SIZES, 1000) == "30 of 1,000 rows is under the smallest share 0.05"
    assert left_out(small, M, SIZES, 1000) is None
    # A size that nobody counted leaves nobody out.
    assert left_out(small, (("sex", "x"),), SIZES, 1000) is None


@given(st.integers(0, 1000), st.floats(0.001, 0.999))
def test_a_share_is_left_out_where_it_is_under_the_smallest(size, smallest):
    rule = rule_of(attribute="sex", smallest_share=smallest)
    found = is_left_out(rule, {frozenset(F): size}, 1000, F)
    assert found is (size / 1000 < smallest)


def test_what_is_judged_and_what_is_left_out_are_all_in_scope():
    rule = rule_of(attribute="sex", **{"except": ["f"]})
    chosen, out = select(2, rule, [placed(F), placed(M, index=1), placed(())], SIZES, 1000)
    assert [item.index for item in chosen] == [1]
    assert [(item.rule, item.group, item.reason) for item in out] == [
        (2, F, "named in `except`")
    ]  # fmt: skip


def test_an_exclusion_that_meets_no_group_is_said_with_those_there_are():
    rules = (rule_of(attribute="sex", **{"except": ["w"]}),)
    (sentence,) = idle_exclusions(rules, [placed(F), placed(M)], SIZES)
    assert "of rule 1 (selection_rate) names 'w'" in sentence
    assert "there are 'f', 'm'." in sentence
    assert (
        idle_exclusions((rule_of(attribute="sex", **{"except": ["m"]}),), [placed(F)], SIZES) == ()
    )
    assert idle_exclusions((rule_of(attribute="sex"),), [placed(F)], SIZES) == ()


@pytest.mark.parametrize(
    ("probe", "judged"),
    [(None, [0, 3]), ("data.duplicates", [2, 3]), ("confounds.dataset", [0])],
)
def test_what_two_probes_measure_of_one_group_is_judged_once(probe, judged):
    """The owner's; what the other alone measured too, and each of them where it is named."""
    metric, test, dev = "duplicate_share", (("split", "test"),), (("split", "dev"),)
    groups = {"group": {"split": "test"}, "probe": probe, "metric": metric}
    rows = [
        placed(test, metric, "confounds.dataset", 0),
        placed(test, metric, "data.duplicates", 2),
    ]
    selected, _ = select(0, rule_of(**groups), rows, {}, 0)
    assert [item.index for item in selected] == [index for index in judged if index != 3]
    lone = [placed(dev, metric, "data.duplicates", 3)]
    groups = {**groups, "group": {"split": "dev"}}
    selected, _ = select(0, rule_of(**groups), lone, {}, 0)
    assert [item.index for item in selected] == [index for index in judged if index == 3]
