"""A group whose rate is not known may be the highest: beside it no other passes."""

import numpy as np
import pytest

from audits.data.dataset import Numbers
from audits.judging.policy import Verdict
from audits.specification.roles import Role
from tests.audits.judging.test_excluded_groups import audited, people

ALIKE = {"a": (600, 1000), "c": (580, 1000)}
RULE = {"metric": "impact_ratio", "group": {"g": "c"}, "at_least": 0.8}


def of_c(counts, rule=RULE, **columns):
    """The finding of group c: .58 over .60, .97 of it."""
    _, _, judgement = audited(people(counts, **columns), rule)
    (finding,) = [each for each in judgement.findings if dict(each.group) == {"g": "c"}]
    return finding


def test_without_others_it_passes():
    assert of_c(ALIKE).verdict is Verdict.PASS


@pytest.mark.parametrize(("successes", "rows"), [(29, 29), (1, 1), (8, 12)])
def test_a_few_rows_that_may_be_higher_hold_a_pass_back(successes, rows):
    """8 of 12 may be .90 (Clopper-Pearson); .55, the lower limit of .58, over that is .61."""
    finding = of_c({**ALIKE, "few": (successes, rows)})
    assert finding.verdict is Verdict.INCONCLUSIVE
    assert "the rate of few is not known and may be the highest" in finding.reason
    assert "smallest_share" in finding.remedy


def test_a_few_rows_that_cannot_be_so_high_hold_nothing_back():
    """4 of 12 are at most .651 (Clopper-Pearson): .549 over that is .84."""
    assert of_c({**ALIKE, "few": (4, 12)}).verdict is Verdict.PASS


@pytest.mark.parametrize("leaves_out", [{"except": ["few"]}, {"smallest_share": 0.02}])
def test_a_rule_that_leaves_them_out_is_not_about_them(leaves_out):
    rule = {"metric": "impact_ratio", "attribute": "g", "at_least": 0.8, **leaves_out}
    assert of_c({**ALIKE, "few": (29, 29)}, rule).verdict is Verdict.PASS


def test_a_failure_stands_whoever_is_the_highest():
    counts = {"a": (800, 1000), "c": (400, 1000), "few": (29, 29)}
    assert of_c(counts).verdict is Verdict.FAIL


def test_rows_of_a_few_clusters_bound_no_rate():
    """Six hundred rows in three hospitals: what they say of the group is not known."""
    counts = {**ALIKE, "few": (200, 600)}
    clusters = np.r_[np.arange(2000), 2000 + np.arange(600) % 3].astype(float)
    finding = of_c(counts, ward=(Role.CLUSTER, Numbers(clusters)))
    assert finding.verdict is Verdict.INCONCLUSIVE
    assert "few" in finding.reason
