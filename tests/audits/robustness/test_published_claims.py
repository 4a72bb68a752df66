"""Published claims of robustness, held against what AutoAttack left standing of the same networks.

An attack can only fail a claim: 36 of 97 claims (CIFAR-10, linf) stand above what it left, and
those that 10,000 pictures can tell apart fail; none of the rest passes. Left out are the two for
which RobustBench calls AutoAttack itself unreliable, and three networks without a claim.
"""

import pytest
from scipy.stats import binomtest

from audits.judging.policy import judge
from audits.measurement import measurement_to_json
from audits.planning.plan import Plan
from audits.planning.steps import Step
from audits.robustness.measuring import share
from audits.specification.document import Settings
from audits.specification.policy_document import PolicySpec, RuleSpec
from audits.specification.verdicts import Verdict
from audits.statistics.shares import Stated
from tests.audits.probes.published import figures

COUNTS = {("cifar10", "Linf"): 97, ("cifar10", "L2"): 21, ("cifar100", "Linf"): 38,
          ("imagenet", "Linf"): 27}  # fmt: skip
PICTURES, PROBE = 10_000, "robustness.gradient_attack"


@pytest.fixture(scope="module")
def claims():
    """By dataset and norm: name, share claimed, and pictures of 10,000 that AutoAttack left."""
    found = {}
    for dataset, norm, network, claimed, left in figures("robustness_claims")["rows"]:
        claim = (network, round(claimed / 100, 6), round(PICTURES * left / 100))
        found.setdefault((dataset, norm), []).append(claim)
    return found


def verdict(claimed, left):
    """Of the claim as a rule, where so many of 10,000 pictures were left standing."""
    note = "AutoAttack within linf 0.03137"
    measured = share("robust_accuracy", (), left, PICTURES, Stated(0.95, 30), note)
    policy = PolicySpec(rules=[RuleSpec(metric="robust_accuracy", at_least=claimed)])
    plan = Plan("0" * 64, None, {}, None, (Step(0, PROBE, 1, {}),), Settings(), policy)
    held = {"probe": PROBE, "step": 0, **measurement_to_json(measured)}
    results = [{"step": 0, "probe": PROBE, "status": "ran", "measurements": [held]}]
    (finding,) = judge(plan, results).findings
    return finding.verdict


def test_a_claim_fails_where_the_attack_left_surely_less_and_passes_nowhere(claims):
    known = claims["cifar10", "Linf"]
    assert len(known) == 97
    above = {name for name, claimed, left in known if claimed > left / PICTURES + 1e-9}
    assert len(above) == 36
    worst = sorted(known, key=lambda claim: claim[2] / PICTURES - claim[1])[:2]
    assert worst == [("Alfarra2020ClusTR", 0.7404, 0), ("JinRinard2020Manifold", 0.7122, 135)]
    expected = {
        name for name, claimed, left in known
        if binomtest(left, PICTURES, claimed, alternative="less").pvalue <= 0.025
    }  # fmt: skip
    verdicts = {name: verdict(claimed, left) for name, claimed, left in known}
    assert {name for name, said in verdicts.items() if said is Verdict.FAIL} == expected
    assert expected < above
    assert Verdict.PASS not in verdicts.values()


def test_no_claim_of_any_data_set_passes_by_an_attack(claims):
    assert {key: len(known) for key, known in claims.items()} == COUNTS
    for known in claims.values():
        assert all(verdict(claimed, left) is not Verdict.PASS for _, claimed, left in known)
