"""A stamped explanation decides nothing, unless the policy asks about it."""

from types import SimpleNamespace

import pytest

from audits.judging.policy import Verdict, judge
from audits.measurement import Estimate, measurement_to_json
from audits.planning.steps import Step
from audits.specification.parsing import parse_policy
from audits.statistics.intervals import limits

IMPORTANCE, STABILITY, SEX = "explanation_importance", "explanation_stability", (("term", "sex"),)
RULE = {"metric": IMPORTANCE, "group": {"term": "sex"}, "at_most": 0.1}


def share(metric, group, x, n=400):
    return Estimate(metric, group, x / n, limits("wilson", (x, n), 0.95), 0.95, n, "wilson", (x, n))


def verdicts(*rules, stamped=True, weight=200):
    """Of a method that lays `weight` of 400 on sex, with a stability of 100 of 400."""
    measurements = [share(IMPORTANCE, SEX, weight), share(STABILITY, (), 100)]
    key = {"probe": "explanations.lime", "step": 0, "probe_version": 1}
    card = {
        "kind": "reliability",
        "title": "How far LIME may be believed here",
        "content": {"stamped": stamped, "doubts": ["two seeds agree on 0.25 of the weight."]},
    }
    step = {
        "step": 0, "probe": "explanations.lime", "status": "ran", "reason": None, "remedy": None,
        "measurements": [key | measurement_to_json(found) for found in measurements],
        "exhibits": [card],
    }  # fmt: skip
    plan = SimpleNamespace(
        policy=parse_policy({"rules": list(rules)}),
        steps=(Step(0, "explanations.lime", 1, {"smallest_group": 30}, named=False),),
        accepted=None,
        accepted_failures={},
        left_out=(),
        heads={},
    )
    return judge(plan, [step])


@pytest.mark.parametrize("weight", [200, 4])
def test_neither_a_fail_nor_a_pass_rests_on_a_stamped_explanation(weight):
    found = verdicts(RULE, weight=weight)
    (finding,) = found.findings
    assert finding.verdict == found.gate == Verdict.INCONCLUSIVE
    assert finding.reason == (
        "explanations.lime is stamped “do not rely on this”: two seeds agree on 0.25 of the weight"
    )
    assert "even_if_stamped" in finding.remedy


@pytest.mark.parametrize(("weight", "verdict"), [(200, Verdict.FAIL), (4, Verdict.PASS)])
def test_one_without_a_stamp_is_judged_as_ever(weight, verdict):
    assert [f.verdict for f in verdicts(RULE, stamped=False, weight=weight).findings] == [verdict]


def test_a_rule_that_says_so_judges_it_all_the_same():
    (finding,) = verdicts({**RULE, "even_if_stamped": True}).findings
    assert finding.verdict == Verdict.FAIL


def test_a_rule_on_the_card_itself_asks_whether_it_may_be_relied_on():
    (finding,) = verdicts({"metric": STABILITY, "at_least": 0.85}).findings
    assert finding.verdict == Verdict.FAIL
