"""What a dataset offers to a model that looks at a nuisance only."""

import numpy as np
import pytest
from scipy.stats import chi2_contingency

from audits.confounds.nuisance_skill import association, measured, nuisance_skill, skill_of, table
from audits.confounds.split_scopes import Scope
from audits.measurement import Estimate, Undetermined
from audits.statistics.share_measurements import Stated
from tests.audits.confounds.simulated import category, number

STATED = Stated(0.95, 30)


def test_rare_values_that_decide_the_chi_square_leave_it_undetermined():
    # Expected in the smallest cell: 6 x 12 / 200 = .36.
    table = np.array([[186, 8], [2, 4]])
    found = association((), table, STATED, "")
    assert isinstance(found, Undetermined)
    assert found.reason.startswith("the smallest expected count is 0.4 where 2 are needed")
    value, interval = found.raw
    assert interval.lower < value < interval.upper
    enough = association((), np.array([[150, 20], [10, 20]]), STATED, "")
    assert isinstance(enough, Estimate)
    assert enough.method == "spread-v"


def whole(rows):
    return Scope(None, np.arange(rows))


def test_counts_and_the_smallest_cell_are_told():
    counts, smallest = table(category(["0", "0", "1", "1"]), category(["a", "b", "b", "b"]))
    assert counts.tolist() == [[1, 1], [0, 2]]
    assert smallest == "1 x a: 0"


def test_an_offer_has_the_association_and_the_skill_alone():
    """Three of four rows have the nuisance of their label, so knowing it is right that often."""
    label = np.arange(400) % 2
    nuisance = np.where(np.arange(400) % 8 < 6, label, 1 - label)
    found = nuisance_skill("dept", category(label), category(nuisance), whole(400), STATED,
                  np.random.default_rng(0))  # fmt: skip
    counts = np.array([[150, 50], [50, 150]])
    statistic, p_value, *_ = chi2_contingency(counts, correction=False)
    assert found.association.value == pytest.approx(np.sqrt(statistic / 400))
    assert found.association.p_value == pytest.approx(p_value)
    assert found.alone.value == pytest.approx(0.75)
    assert found.skill.chance == pytest.approx(0.5)
    assert found.association.group == (("nuisance", "dept"),)


@pytest.mark.parametrize(
    ("label", "nuisance", "reason"),
    [
        (["0", "1"] * 20, ["a"] * 40, "it is constant"),
        (["0"] * 40, ["a", "b"] * 20, "the label is constant"),
        (["0", "1"] * 10, ["a", "a", "b", "b"] * 5, "20 rows where 30 are needed"),
    ],
)
def test_what_cannot_be_measured_says_why_twice(label, nuisance, reason):
    found = nuisance_skill("n", category(label), category(nuisance), whole(len(label)), STATED,
                  np.random.default_rng(0))  # fmt: skip
    assert isinstance(found.association, Undetermined)
    assert reason in found.association.reason
    assert found.alone.reason == found.association.reason
    assert found.skill is None


def test_the_skill_of_a_number_is_r2():
    draw = np.random.default_rng(4)
    nuisance = draw.normal(size=2000)
    label = number(nuisance + draw.normal(size=2000))
    skill = skill_of([number(nuisance)], label, whole(2000), draw)
    found = measured((), skill, STATED)
    assert found.method == "student_t (R², cross-validated)"
    # Of two unit variances one is the nuisance's.
    assert found.value == pytest.approx(0.5, abs=0.05)


def test_rows_without_a_label_are_left_out():
    label = category(np.arange(200) % 2)
    label.values[:50] = -1
    nuisance = category(np.arange(200) % 2)
    assert skill_of([nuisance], label, whole(200), np.random.default_rng(0)).rows == 150
