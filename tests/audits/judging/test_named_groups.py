"""Groups that rules name."""

from audits.judging.named_groups import named_groups
from audits.specification.policy_document import PolicySpec


def test_groups_are_gathered_by_metric_and_rules_over_all_or_by_attribute_name_none():
    policy = PolicySpec(
        rules=[
            {"metric": "source_word_pull", "group": {"term": "hoitaja"}, "at_most": 1},
            {"metric": "source_word_pull", "group": {"term": "hoitaja"}, "at_least": -1},
            {"metric": "source_word_pull", "group": {"term": "opettaja"}, "at_most": 1},
            {"metric": "selection_rate", "attribute": "sex", "at_least": 0.1},
            {"metric": "accuracy", "at_least": 0.5},
            {"metric": "selection_rate", "group": {"sex": "f", "age": "old"}, "at_least": 0.1},
        ]
    )
    assert named_groups(policy) == {
        "source_word_pull": {(("term", "hoitaja"),), (("term", "opettaja"),)},
        "selection_rate": {(("sex", "f"), ("age", "old"))},
    }


def test_without_a_policy_nothing_is_named():
    assert named_groups(None) == {}
    assert named_groups(PolicySpec()) == {}
