"""One column beside the label: thresholds are met, and what tells nothing is at chance."""

import numpy as np
import pytest

from audits.confounds.column_skill import skill_alone
from audits.measurement import WhyNot
from tests.audits.confounds.simulated import category, number


def rng():
    return np.random.default_rng(0)


@pytest.mark.parametrize("rows", [100, 400, 3000])
def test_a_threshold_between_two_values_is_met(rows):
    values = np.random.default_rng(1).normal(size=rows)
    skill = skill_alone(number(values), category((values > 0.3).astype(int).astype(str)), rng())
    assert skill.value > 1 - 4 / rows


def test_what_tells_nothing_is_no_better_than_the_most_frequent_label():
    draw = np.random.default_rng(2)
    label = category(draw.choice(["no", "yes"], 2000, p=[0.7, 0.3]))
    skill = skill_alone(number(draw.normal(size=2000)), label, rng())
    assert skill.p_value > 0.05
    assert skill.value == pytest.approx(0.7, abs=0.04)


def test_the_order_of_the_file_does_not_matter():
    draw = np.random.default_rng(3)
    values, label = draw.normal(size=300), draw.choice(["no", "yes"], 300)
    turned = draw.permutation(300)
    one = skill_alone(number(values), category(label), rng())
    other = skill_alone(number(values[turned]), category(label[turned]), rng())
    assert one == other


def test_missing_values_are_left_out_and_a_constant_tells_nothing():
    values = np.r_[np.arange(40.0), np.full(10, np.nan)]
    skill = skill_alone(number(values), category(["a", "b"] * 25), rng())
    assert skill.rows == 40
    assert isinstance(skill_alone(number(np.ones(50)), category(["a", "b"] * 25), rng()), WhyNot)
    assert isinstance(skill_alone(number(values), category(["a"] * 50), rng()), WhyNot)
