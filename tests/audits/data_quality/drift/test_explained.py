"""Parts of a change that go with one column's shift, by hand and by simulation."""

import numpy as np
import pytest

from audits.data_quality.drift.explained import Number, binned, explained, part_of
from audits.data_quality.drift.pairs import Pair
from audits.specification.roles import Role

NORMAL = 1.959964


def sex(before, now):
    return Pair("sex", Role.FEATURE, np.array(before), np.array(now), ("f", "m"))


def test_a_change_of_the_mix_is_the_whole_part_by_hand():
    """Half women before, three quarters now; right in .9 of women and .6 of men on either side:
    .75 before, .825 now, and weighing the earlier rows to three quarters gives .825 too.
    """
    before, now = [0] * 100 + [1] * 100, [0] * 300 + [1] * 100
    right = np.r_[np.ones(90), np.zeros(10), np.ones(60), np.zeros(40)]
    now_right = np.r_[np.ones(270), np.zeros(30), np.ones(60), np.zeros(40)]
    number = Number("accuracy", right, now_right)
    part = part_of(number, sex(before, now), NORMAL)
    assert part.value == pytest.approx(0.075)
    assert part.rows == (200, 400)


def test_where_the_mix_is_the_same_nothing_goes_with_it():
    sides = [0, 1] * 200
    number = Number("accuracy", np.ones(400), np.zeros(400))
    (found,) = explained([number], [sex(sides, sides)], 0.95)
    assert (found.change.value, found.share.value) == (-1.0, 0.0)


def test_its_interval_holds_the_part_of_the_populations():
    """Right with .9, .7, .4 at three sites; (.5, .3, .2) before, (.2, .3, .5) now: -.15."""
    rng, rates = np.random.default_rng(4), np.array([0.9, 0.7, 0.4])
    kept = 0
    for _ in range(400):
        old = rng.choice(3, 400, p=[0.5, 0.3, 0.2])
        new = rng.choice(3, 300, p=[0.2, 0.3, 0.5])
        # The model has become worse everywhere besides, which is no part of it.
        number = Number(
            "accuracy",
            (rng.random(400) < rates[old]).astype(float),
            (rng.random(300) < rates[new] - 0.1).astype(float),
        )
        pair = Pair("site", Role.FEATURE, old, new, ("a", "b", "c"))
        part = part_of(number, pair, NORMAL)
        kept += abs(part.value + 0.15) <= part.half
    # At .95, fewer than 366 of 400 have odds of 1 in 400.
    assert kept >= 366


def test_numbers_fall_into_tenths_of_before_and_missing_ones_stand_alone():
    before = np.r_[np.arange(100.0), np.nan]
    old, new = binned(Pair("x", Role.FEATURE, before, np.array([-5.0, 200.0, np.nan])))
    assert np.bincount(old).tolist() == [1, *([10] * 10)]
    assert new.tolist() == [1, 10, 0]


def test_rows_that_lie_elsewhere_are_explained_by_nothing():
    number = Number("accuracy", np.ones(100), np.zeros(100))
    assert part_of(number, sex([0] * 100, [1] * 100), NORMAL) is None


def test_a_number_that_did_not_change_is_not_looked_at():
    right = np.tile([1.0, 1.0, 1.0, 0.0], 75)
    number = Number("accuracy", right, right[::-1])
    assert not list(explained([number], [sex([0, 1] * 150, [0, 0] * 150)], 0.95))


def test_a_number_is_not_explained_by_the_column_that_it_is_a_mean_of():
    label = Pair("y", Role.LABEL, np.tile([0, 1], 200), np.tile([1, 1], 200), ("no", "yes"))
    number = Number("base_rate", np.tile([0.0, 1.0], 200), np.ones(400), Role.LABEL)
    mix = sex([0, 1] * 200, [0] * 100 + [1] * 300)
    (found,) = explained([number], [label, mix], 0.95)
    assert found.column == "sex"
