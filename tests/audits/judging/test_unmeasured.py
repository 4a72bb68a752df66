"""Why a rule found nothing to judge, and what to write instead."""

import pytest

from audits.judging.unmeasured import unmeasured
from audits.specification.policy_document import RuleSpec
from audits.specification.verdicts import Verdict

DATASET = "confounds.dataset"


def step(probe, metric, groups, **more):
    return {
        "step": 0, "probe": probe, "status": "ran", "reason": None, "remedy": None,
        "measurements": [{"metric": metric, "group": group} for group in groups], **more,
    }  # fmt: skip


def found(rule, *steps, all_left_out=False):
    return unmeasured(RuleSpec.model_validate(rule), steps, all_left_out=all_left_out)


SITES = step(
    DATASET,
    "held_out_level_skill",
    [{"nuisance": "site", "term": "a"}, {"nuisance": "site", "term": "b"}],
)


@pytest.mark.parametrize("scope", [{"attribute": "nuisance"}, {"attribute": "term"}])
def test_a_metric_of_pairs_of_keys_names_both_of_them(scope):
    finding = found({"metric": "held_out_level_skill", "at_least": 0.1, **scope}, SITES)
    assert finding.verdict is Verdict.NOT_RUN
    assert finding.reason == f"it is not measured by {scope['attribute']} alone"
    assert finding.remedy == (
        "write `attribute: [nuisance, term]` for each of them, or "
        "`group: {nuisance: site, term: a}` for one"
    )


def test_a_key_that_the_metric_does_not_have_is_told_those_that_it_has():
    by_sex = step("fairness.error_rates", "accuracy", [{}, {"sex": "f"}, {"sex": None}])
    finding = found({"metric": "accuracy", "at_least": 0.1, "attribute": "nuisance"}, by_sex)
    assert finding.reason == "it is not measured by nuisance"
    assert "leave `attribute` and `group` out" in finding.remedy
    assert "`attribute: sex`" in finding.remedy


def test_a_number_of_languages_is_none_of_people():
    finnish = step("translation.gendered_pronouns", "tgbi", [{"language": "fi"}])
    finding = found({"metric": "tgbi", "at_least": 0.1, "attribute": "sex"}, finnish)
    assert finding.reason == "it is not measured by sex"
    assert finding.remedy.startswith("write `attribute: language`")


def test_a_rule_on_all_rows_is_told_the_groups_that_there_are():
    finding = found({"metric": "held_out_level_skill", "at_least": 0.1}, SITES)
    assert finding.reason == "it has no number for all rows together"
    assert "[nuisance, term]" in finding.remedy


def test_a_group_that_is_misspelt_is_told_its_neighbour():
    by_class = step("imbalance.class_report", "class_recall", [{"class": "benign"}, {"class": "b"}])
    rule = {"metric": "class_recall", "at_least": 0.1, "group": {"class": "bening"}}
    finding = found(rule, by_class)
    assert finding.reason == "nothing was measured for this group"
    assert finding.remedy.startswith("did you mean `group: {class: benign}`?")
    other = found({**rule, "group": {"nuisance": "site"}}, by_class)
    assert other.remedy.startswith("write `attribute: class`")


def test_groups_of_unknown_people_alone_are_told_as_such():
    unknown = step("fairness.error_rates", "accuracy", [{"sex": None}])
    finding = found({"metric": "accuracy", "at_least": 0.1, "attribute": "sex"}, unknown)
    assert "unknown" in finding.reason


def test_a_gap_of_one_group_needs_another():
    name = "demographic_parity_difference"
    by_race = step("fairness.selection_rate", name, [{"race": "b"}])
    finding = found({"metric": name, "within": 0.1, "attribute": "sex"}, by_race)
    assert finding.reason == "nothing was measured for the groups of sex"
    assert "two groups" in finding.remedy


def test_where_one_group_alone_is_known_it_is_named():
    """HELM writes null of prompts that nothing was changed in: nothing to compare with."""
    rates = step("fairness.selection_rate", "selection_rate", [{}, {"dialect": "AAVE"},
                                                               {"dialect": None}])  # fmt: skip
    rule = {"metric": "demographic_parity_difference", "attribute": "dialect", "within": 0.1}
    finding = found(rule, rates)
    assert finding.reason.startswith("'AAVE' is the only group of dialect that is known")
    assert '`map: {"": none}`' in finding.remedy


def test_what_broke_what_did_not_run_and_what_was_left_out_each_say_so():
    rule = {"metric": "roc_auc", "at_least": 0.5}
    assert found(rule).remedy == "add `fairness.ranking` to `probes`"
    broken = step("fairness.ranking", "roc_auc", [], status="error") | {"reason": "it broke"}
    assert found(rule, broken).verdict is Verdict.ERROR
    idle = step("fairness.ranking", "roc_auc", [], status="not_run")
    idle |= {"reason": "there is no score", "remedy": "give one"}
    assert found(rule, idle).remedy == "give one"
    assert "left out" in found(rule, idle, all_left_out=True).reason


def test_a_rule_about_groups_says_that_nobody_was_compared():
    finding = found({"metric": "impact_ratio", "at_least": 0.8})
    assert finding.verdict is Verdict.NOT_RUN
    assert finding.reason == "no column is protected, so nobody's groups were compared"
    assert "--protected" in finding.remedy
