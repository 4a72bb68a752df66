"""Rules held against several heads: one family of tests, and what is missing is never a pass."""

import pytest

from audits.judging.policy import judge
from audits.specification.verdicts import Verdict
from tests.lazily import lazily
from tests.three_heads import HEADS, audited, steps_of

lazily("onnxruntime")
ACCURATE = {"metric": "accuracy", "at_least": 0.5}


def judged(tmp_path, *rules, **changed):
    plan, sent = audited(tmp_path, policy={"rules": list(rules)}, **changed)
    (context,) = [message["context"] for message in sent if message["kind"] == "context"]
    return judge(plan, steps_of(sent), context=context)


def verdicts(judgement):
    return {tuple(dict(f.group).values()): f.verdict for f in judgement.findings}


def test_a_rule_without_a_head_is_held_against_each(tmp_path):
    judgement = judged(tmp_path, ACCURATE)
    assert verdicts(judgement) == {
        ("left",): Verdict.PASS, ("kind",): Verdict.PASS, ("years",): Verdict.NOT_RUN,
    }  # fmt: skip
    assert judgement.gate is Verdict.NOT_RUN  # `years` answers with numbers: nothing passed of it
    (missing,) = [f for f in judgement.findings if f.verdict is Verdict.NOT_RUN]
    assert "`head: [left, kind]`" in missing.remedy


def test_a_rule_about_one_head_leaves_the_others_alone(tmp_path):
    by_sex = {**ACCURATE, "attribute": "sex", "head": "left"}
    judgement = judged(tmp_path, by_sex)
    assert verdicts(judgement) == {("left", "f"): Verdict.PASS, ("left", "m"): Verdict.PASS}
    assert judgement.gate is Verdict.PASS


def test_a_group_of_a_head_is_named_like_any_other(tmp_path):
    judgement = judged(tmp_path, {**ACCURATE, "group": {"head": "kind", "sex": "f"}})
    assert set(verdicts(judgement)) == {("kind", "f")}


def test_a_head_without_a_label_is_not_run_whatever_the_others_are(tmp_path):
    heads = {"left": None, "kind": HEADS["kind"]}
    judgement = judged(tmp_path, ACCURATE, heads=heads)
    assert verdicts(judgement) == {("left",): Verdict.NOT_RUN, ("kind",): Verdict.PASS}
    (missing,) = [f for f in judgement.findings if f.verdict is Verdict.NOT_RUN]
    assert missing.reason == "the head has no label"
    assert judgement.gate is Verdict.NOT_RUN


def test_heads_are_one_family_of_tests(tmp_path):
    """Holm over all heads and groups: of m tests the smallest p is multiplied by m."""
    rule = {"metric": "accuracy", "at_least": 0.999}
    together = judged(tmp_path, {**rule, "head": ["left", "kind"], "attribute": "sex"})
    p_values = sorted((f.p_value, f.adjusted_p_value) for f in together.findings)
    assert len(p_values) == 4
    largest = 0.0
    for rank, (p, adjusted) in enumerate(p_values):
        largest = max(largest, min(1.0, (4 - rank) * p))
        assert adjusted == pytest.approx(largest)


def test_the_share_of_a_group_is_that_of_the_rows_for_every_head(tmp_path):
    rule = {**ACCURATE, "attribute": "sex", "head": "left", "smallest_share": 0.6}
    judgement = judged(tmp_path, rule)
    assert [dict(out.group) for out in judgement.left_out] == [
        {"head": "left", "sex": "f"}, {"head": "left", "sex": "m"},
    ]  # fmt: skip
    (finding,) = judgement.findings
    assert finding.reason == "every group was left out"
    assert dict(finding.group) == {"head": "left"}


def test_ids_differ_by_head(tmp_path):
    judgement = judged(tmp_path, {**ACCURATE, "head": ["left", "kind"]})
    assert len({finding.id for finding in judgement.findings}) == 2
