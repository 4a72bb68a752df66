"""A group that a rule leaves out is nobody's denominator."""

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.data.group_sizes import describe
from audits.judging.policy import Verdict, judge
from audits.measurement import Estimate, Undetermined
from audits.planning.plan import make_plan
from audits.report.assemble import assemble
from audits.running.run import run
from audits.specification.policy_document import PolicySpec
from audits.specification.roles import Role
from audits.statistics.impact_ratio import RATE_OF
from tests.tables import audit_everything, document, profile

PROBE = "fairness.selection_rate"
# Forty people, nearly all given it, among two thousand: .95 against .50 and .45.
COUNTS = {"a": (500, 1000), "b": (450, 1000), "tiny": (38, 40)}


def people(counts, **more):
    who, given = [], []
    for group, (successes, trials) in counts.items():
        who += [group] * trials
        given += ["1"] * successes + ["0"] * (trials - successes)
    columns = [
        Column("g", Role.PROTECTED, Categories.of(who)),
        Column("p", Role.PREDICTION, Categories.of(given), favourable="1"),
    ]
    columns += [Column(name, *held) for name, held in more.items()]
    return Dataset(tuple(columns))


def audited(data, *rules):
    policy = PolicySpec.model_validate({"rules": list(rules)})
    plan = make_plan(document(data, PROBE, policy=policy), dataset=profile(data))
    steps = [result.to_json() for result in run(plan, data)]
    return plan, steps, judge(plan, steps, context=describe(data))


RULE = {"metric": "impact_ratio", "attribute": "g", "at_least": 0.8}


def judged_groups(judgement):
    return {dict(f.group)["g"] for f in judgement.findings}


def of(judgement, group):
    (found,) = [f for f in judgement.findings if dict(f.group).get("g") == group]
    return found


@pytest.mark.parametrize("more", [{"except": ["tiny"]}, {"smallest_share": 0.05}])
def test_the_highest_is_the_highest_of_the_groups_that_are_judged(more):
    data = people(COUNTS)
    _, _, plain = audited(data, RULE)
    assert of(plain, "b").verdict is Verdict.FAIL  # .45 / .95
    assert of(plain, "b").judged is None
    _, _, judgement = audited(data, {**RULE, **more})
    judged = of(judgement, "b").judged
    assert judged.value == pytest.approx(0.45 / 0.5)
    assert judged.reference == (("g", "a"),)
    assert judged.sample_size == (1000, 1000)
    assert of(judgement, "b").verdict is Verdict.PASS
    assert [out.group for out in judgement.left_out] == [(("g", "tiny"),)]


def test_what_is_judged_is_what_the_same_table_without_the_group_gives():
    """Value, interval, evidence and p-value, also where rows are weighted or clustered."""
    rng = np.random.default_rng(2)
    rows = sum(trials for _, trials in COUNTS.values())
    for more in (
        {},
        # So alike that the tiny group is still worth enough rows to be the highest.
        {"w": (Role.WEIGHT, Numbers(rng.lognormal(0, 0.2, rows)))},
        {"c": (Role.CLUSTER, Categories.of([str(n) for n in rng.integers(0, 90, rows)]))},
    ):
        data = people(COUNTS, **more)
        _, _, judgement = audited(data, {**RULE, "except": ["tiny"]})
        kept = np.flatnonzero(data["g"].categories.codes < 2)
        _, steps, expected = audited(data.take(kept), RULE)
        assert judged_groups(judgement) == judged_groups(expected) == {"b"}  # a is the highest
        for name in judged_groups(expected):
            mine, theirs = of(judgement, name), of(expected, name)
            plainly = steps[0]["measurements"][theirs.measurement]
            assert mine.judged.value == plainly["value"]
            assert list(mine.judged.evidence) == pytest.approx(plainly["evidence"], rel=1e-12)
            assert mine.judged.method == plainly["method"]
            assert mine.p_value == pytest.approx(theirs.p_value, rel=1e-9)
            assert mine.verdict is theirs.verdict


def test_clusters_that_act_on_two_groups_in_opposite_ways_still_do_without_a_third():
    """Forty clusters give to a what they take from b; c knows of none of it, tiny is left out."""
    rng = np.random.default_rng(4)
    cluster = np.tile(np.arange(40), 75)
    group = np.repeat(["c", "a", "b"], 1000)
    shift = rng.normal(0, 0.2, 40)[cluster] * np.select([group == "a", group == "b"], [1, -1], 0)
    given = rng.random(3000) < np.clip(0.5 + shift, 0.05, 0.95)
    data = Dataset((
        Column("g", Role.PROTECTED, Categories.of([*group, *["tiny"] * 80])),
        Column("p", Role.PREDICTION, Categories.of([*given.astype(int).astype(str), *["1"] * 80]),
               favourable="1"),
        Column("c", Role.CLUSTER, Categories.of([str(n) for n in [*cluster, *cluster[:80]]])),
    ))  # fmt: skip
    _, _, judgement = audited(data, {**RULE, "except": ["tiny"]})
    _, steps, expected = audited(data.take(np.arange(3000)), RULE)
    assert len(judged_groups(expected)) >= 2  # the highest is no check against itself
    assert judged_groups(judgement) == judged_groups(expected)
    for name in judged_groups(expected):
        mine, theirs = of(judgement, name), of(expected, name)
        plainly = steps[0]["measurements"][theirs.measurement]
        assert list(mine.judged.evidence) == pytest.approx(plainly["evidence"], rel=1e-12)
        (rate,) = [
            m for m in steps[0]["measurements"]
            if m["metric"] == "selection_rate" and m["group"] == {"g": name}
        ]  # fmt: skip
        # Of a and b what the two are worth together is far less than each by itself.
        lessened = rate["evidence"][1] / mine.judged.evidence[1]
        assert lessened > 1.5 if name in "ab" else lessened < 1.5


def test_the_sentence_and_the_row_say_against_whom_and_how_much():
    data = people(COUNTS)
    plan, steps, judgement = audited(data, {**RULE, "except": ["tiny"]})
    findings = [finding.to_json() for finding in judgement.findings]
    report = assemble(plan.to_json(), steps, findings, {}, gate="pass", blocking=False)
    (finding,) = [f for f in report["findings"] if f["group"] == {"g": "b"}]
    assert "against a, the highest of the groups judged" in finding["sentence"]
    assert "0.90" in finding["sentence"]
    assert "tiny" not in finding["sentence"]


def test_the_only_group_left_is_undetermined_and_a_small_one_names_nobody_left_out():
    _, _, judgement = audited(people(COUNTS), {**RULE, "except": ["tiny", "b"]})
    assert of(judgement, "a").verdict is Verdict.INCONCLUSIVE
    assert "no other group is large enough" in of(judgement, "a").reason
    data = people(COUNTS | {"few": (4, 8)})
    _, _, judgement = audited(data, {**RULE, "except": ["tiny"]})
    few = of(judgement, "few").judged
    assert isinstance(few, Undetermined)
    assert few.reason == "8 rows where 30 are needed"
    assert few.reference is None


def test_bounds_of_the_unknown_stay_with_the_groups_that_are_left():
    data = people(COUNTS | {"unknown": (10, 20)})
    codes = data["g"].categories.codes
    levels = data["g"].categories.levels
    unknown = Categories(np.where(codes == levels.index("unknown"), -1, codes), levels[:-1])
    data = Dataset((Column("g", Role.PROTECTED, unknown), data["p"]))
    _, _, judgement = audited(data, {**RULE, "except": ["tiny"]})
    bounds = of(judgement, "b").judged.bounds
    # Ten given it and ten not, of nobody known: failures to b and successes to a, or the reverse.
    assert bounds.lower == pytest.approx((450 / 1010) / (510 / 1010))
    assert bounds.upper == pytest.approx((460 / 1010) / (500 / 1010))


def test_every_metric_over_the_highest_group_is_made_again_from_its_rate():
    """Walks the catalog: a method of the highest group belongs to a metric with a known rate."""
    plan, data = audit_everything()
    measured = [found for result in run(plan, data) for found in result.measurements]
    highest = {m.metric for m in measured if isinstance(m, Estimate) and "highest" in m.method}
    assert highest == set(RATE_OF)
    assert set(RATE_OF.values()) <= {found.metric for found in measured}
