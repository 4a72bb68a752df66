"""Weights that go with the answers: what one changed row more would make of a change, by hand."""

import numpy as np
import pytest

from audits.data.tallies import Tally
from audits.statistics.one_unseen_change import ChangedWeights, one_unseen_change
from audits.statistics.paired_shares import change_of

# States of a row: counted in neither audit, before only, now only, in both.
BEFORE = np.array([False, True, False, True])
NOW = np.array([False, False, True, True])
ALL = np.ones(4, dtype=bool)


def weighted(*rows):
    """Of each state its rows' weights."""
    return Tally(*(np.array([sum(w**power for w in cell) for cell in rows]) for power in (0, 1, 2)))


def change(tally, typical, smallest_group=30):
    return change_of(tally, BEFORE, NOW, ALL, confidence=0.95, smallest_group=smallest_group,
                     typical=typical)  # fmt: skip


def test_a_heavy_gain_that_may_be_missing_by_hand():
    """15 of 100 rows of weight 1 are lost; one that is gained would weigh 20.

    With it 20 / 120 are gained and 15 / 120 lost: a difference of 1 / 24. The squares are then 400
    of the gained, 15 of the lost and 85 of the others.
    """
    tally = weighted([1.0] * 40, [1.0] * 15, [], [1.0] * 45)
    unseen = one_unseen_change(tally, ALL, NOW & ~BEFORE, BEFORE & ~NOW, ChangedWeights(20, 1))
    d = 1 / 24
    variance = (400 * (1 - d) ** 2 + 15 * (1 + d) ** 2 + 85 * d**2) / 120**2 * 101 / 100
    assert unseen.effective == pytest.approx((35 / 120 - d**2) / variance)
    assert unseen.worth == pytest.approx(120**2 / 500)
    assert unseen.weight == 20
    # 28.8 rows: under thirty nothing is said.
    found = change(tally, ChangedWeights(20, 1))
    assert found.undetermined_reason == (
        "a row that weighs 20 may be missing by chance: with one, weights are worth 28 rows where "
        "30 are needed"
    )


def test_a_loss_that_a_missing_gain_may_outweigh_is_no_change():
    tally = weighted([1.0] * 400, [1.0] * 15, [], [1.0] * 585)
    for typical, changed in ((ChangedWeights(1, 1), True), (ChangedWeights(20, 1), False)):
        found = change(tally, typical)
        assert (found.p_value <= 0.05) == changed
        assert (found.limits[1] < 0) == changed


@pytest.mark.parametrize("weight", [0.3, 1.0, 7.0])
@pytest.mark.parametrize("rows", [(57, 1, 11, 31), (400, 0, 0, 600), (20, 20, 20, 20)])
def test_equal_weights_have_the_same_limits_to_the_last_digit(rows, weight):
    tally = weighted(*([weight] * number for number in rows))
    known = change(tally, ChangedWeights(weight, weight))
    assert known == change(tally, None)
