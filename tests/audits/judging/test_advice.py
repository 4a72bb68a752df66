"""Default bounds of what a report warns of, and a policy's in their place."""

import pytest

from audits.judging.advice import DEFAULTS, advice
from audits.probing.advice import Bound
from audits.specification.policy_document import PolicySpec
from audits.specification.probe_manifest import vocabulary


def test_without_a_policy_the_defaults_hold():
    assert advice(None) == DEFAULTS
    assert advice(PolicySpec()) == DEFAULTS


@pytest.mark.parametrize(
    ("rule", "bound"),
    [
        ({"metric": "explanation_stability", "at_least": 0.95}, Bound(0.95)),
        ({"metric": "intervention_flip_rate", "at_most": 0.2}, Bound(0.2, 0.05)),
        # The other side of a metric says nothing of when to warn.
        ({"metric": "intervention_flip_rate", "at_least": 0.2}, Bound(0.05, 0.05)),
        # What holds for one group is no bound of the sentence over all.
        (
            {"metric": "intervention_flip_rate", "at_most": 0.2, "group": {"nuisance": "x"}},
            Bound(0.05, 0.05),
        ),
    ],
)
def test_a_rule_of_the_policy_takes_the_place_of_a_limit(rule, bound):
    bounds = advice(PolicySpec(rules=[rule]))
    assert bounds[rule["metric"]] == bound
    changed = {name for name, default in DEFAULTS.items() if bounds[name] != default}
    assert changed <= {rule["metric"]}


def test_what_is_bounded_is_a_metric_or_told_beside_one():
    beside = {"nuisance_only_gain", "held_out_level_loss", "cramers_v_change"}
    assert set(DEFAULTS) - beside <= set(vocabulary())


def test_a_bound_is_exceeded_by_more_than_its_limit_beyond_chance():
    bound = Bound(0.02, 0.05)
    assert bound.exceeded(0.021, 0.05)
    assert not bound.exceeded(0.02, 0.01)
    assert not bound.exceeded(0.5, 0.051)
