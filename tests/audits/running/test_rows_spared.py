"""Rows that a model does not answer as they are pass no rule about its answers to changed ones."""

from dataclasses import replace

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.data.group_sizes import describe
from audits.judging.policy import Verdict, judge
from audits.models import Answers
from audits.planning.plan import Step
from audits.running.catalog import catalog
from audits.running.run import run
from audits.specification.policy_document import PolicySpec
from audits.specification.roles import Role
from tests.tables import audit_everything


class Sparing:
    """Right wherever it answers, and silent about numbers above 1, of which b has all."""

    fingerprint = "0" * 64
    reads = ("x",)
    classes = ("no", "yes")

    def classify(self, features):
        x = np.asarray(features["x"], dtype=float)
        codes = np.where(x > 1, -1, x > 0).astype(np.intp)
        return Answers(codes, np.stack([x <= 0, x > 0], axis=1).astype(float))


def judged(probe, *rules, silent=40, **parameters):
    """Of 400 rows every second is of group b; so many of them lie above 1."""
    x = np.random.default_rng(0).uniform(-1, 1, 400)
    x[1 : 2 * silent : 2] = 1.5
    columns = (
        Column("sex", Role.PROTECTED, Categories.of(["a", "b"] * 200)),
        Column("x", Role.FEATURE, Numbers(x)),
        Column("y", Role.LABEL, Categories.of(np.where(x > 0, "yes", "no")), positive="yes"),
    )
    data = Dataset(columns)
    defaults = {name: each.default for name, each in catalog()[probe].parameters.items()}
    steps = (Step(0, probe, 1, {**defaults, **parameters}),)
    policy = PolicySpec.model_validate({"rules": list(rules)})
    plan = replace(audit_everything("fairness.selection_rate")[0], steps=steps, policy=policy)
    (result,) = run(plan, data, Sparing())
    return judge(plan, [result.to_json()], context=describe(data)), result


@pytest.mark.parametrize(
    ("probe", "rule"),
    [
        ("robustness.corruptions", {"metric": "corruption_clean_accuracy", "at_least": 0.9}),
        ("robustness.corruptions", {"metric": "corruption_accuracy", "at_least": 0.01}),
    ],
)
def test_a_rule_about_everyone_does_not_pass_without_them(probe, rule):
    stated = {"kinds": ("rounding",), "corrupted_rows": 1000}
    judgement, result = judged(probe, rule, **stated)
    (finding,) = [one for one in judgement.findings if not one.group]
    assert finding.verdict is Verdict.INCONCLUSIVE
    assert "40 rows have no answer" in finding.reason
    assert any(one.startswith("40 of 400 rows have no answer") for one in result.warnings)
    whole, _ = judged(probe, rule, silent=0, **stated)
    assert [one.verdict for one in whole.findings if not one.group] == [Verdict.PASS]


def test_a_group_all_of_whose_rows_are_answered_passes():
    rule = {"metric": "corruption_clean_accuracy", "attribute": "sex", "at_least": 0.9}
    judgement, _ = judged("robustness.corruptions", rule, kinds=("rounding",), corrupted_rows=1000)
    assert {dict(one.group)["sex"]: one.verdict for one in judgement.findings} == {
        "a": Verdict.PASS, "b": Verdict.INCONCLUSIVE,
    }  # fmt: skip


def test_a_failure_stands():
    rule = {"metric": "corruption_clean_accuracy", "at_most": 0.5}
    judgement, _ = judged("robustness.corruptions", rule, kinds=("rounding",), corrupted_rows=1000)
    assert [one.verdict for one in judgement.findings if not one.group] == [Verdict.FAIL]
