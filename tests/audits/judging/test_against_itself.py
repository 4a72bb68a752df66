"""A group that passes against itself is no check, and a rule of such groups alone is NOT RUN."""

import numpy as np
import pytest

from audits.judging.against_itself import checks_alone
from audits.judging.findings import Finding
from audits.judging.policy import Verdict
from audits.judging.rule_scope import Placed
from audits.measurement import Estimate, Interval
from audits.specification.policy_document import RuleSpec
from tests.audits.judging.test_excluded_groups import RULE, audited, people

COUNTS = {"a": (500, 1000), "b": (450, 1000)}


def told(data, **more):
    _, steps, judgement = audited(data, {**RULE, **more})
    return steps, judgement


def test_the_highest_group_is_measured_and_no_check():
    steps, judgement = told(people(COUNTS))
    measured = [m["group"] for m in steps[0]["measurements"] if m["metric"] == "impact_ratio"]
    assert {"g": "a"} in measured  # its ratio is 1, and its report shows it
    assert [(dict(f.group), f.verdict) for f in judgement.findings] == [({"g": "b"}, Verdict.PASS)]


def test_the_others_are_corrected_as_if_it_were_one():
    """Holm over two: the smaller p-value counts twice."""
    _, judgement = told(people({"a": (500, 1000), "b": (300, 1000)}))
    (finding,) = judgement.findings
    assert finding.adjusted_p_value == pytest.approx(2 * finding.p_value)


def test_a_rule_that_leaves_one_group_alone_passes_nobody():
    _, judgement = told(people(COUNTS), **{"except": ["b"]})
    (finding,) = judgement.findings
    assert (finding.verdict, judgement.gate) == (Verdict.INCONCLUSIVE, Verdict.INCONCLUSIVE)


def test_a_rule_whose_one_known_group_stands_beside_unknown_ones_is_not_run():
    """Nobody's ratio but its own is left: a pass would say that groups were compared."""
    measured = Estimate(
        "impact_ratio", (("g", "a"),), 1.0, Interval(0.9, 1.1), 0.95, (90, 90), "exact", (),
        reference=(("g", "a"),),
    )  # fmt: skip
    rule = RuleSpec.model_validate(RULE)
    passed = Finding(rule, "impact_ratio", measured.group, Verdict.PASS, 0, p_value=1.0)
    placed = [Placed(0, "fairness.selection_rate", 0, measured)]
    (finding,) = checks_alone([passed, passed], placed)
    assert (finding.verdict, finding.group, finding.p_value) == (Verdict.NOT_RUN, (), None)
    assert "none is compared with itself" in finding.reason
    other = Finding(rule, "impact_ratio", (("g", "b"),), Verdict.FAIL, None)
    assert checks_alone([passed, other], placed) == [other]


def test_a_highest_group_of_few_people_may_not_be_the_highest_and_stays():
    data = people({"a": (12, 30), "b": (11, 30)})
    _, judgement = told(data)
    assert {dict(f.group)["g"] for f in judgement.findings} == {"a", "b"}
    assert Verdict.PASS not in {f.verdict for f in judgement.findings}


def test_a_group_that_the_rule_names_is_a_check():
    _, judgement = told(people(COUNTS), attribute=None, group={"g": "a"})
    assert [(dict(f.group), f.verdict) for f in judgement.findings] == [({"g": "a"}, Verdict.PASS)]
    assert np.isfinite(judgement.findings[0].p_value)
