"""Weights that go with the answer: what one row more would make of a share, by hand and drawn."""

from dataclasses import replace

import numpy as np
import pytest

from audits.data.tallies import Tally
from audits.data.typical_weights import typical_weights
from audits.statistics.effective_shares import korn_graubard
from audits.statistics.shares import share_of

HIT, TRIAL = np.array([True, False, False]), np.array([True, True, False])


def tally(hits, misses, others=()):
    """Rows of these weights in the cells hit, miss and beside."""
    cells = (hits, misses, others)
    return Tally(
        np.array([len(cell) for cell in cells]),
        np.array([sum(cell) for cell in cells], dtype=float),
        np.array([sum(weight**2 for weight in cell) for cell in cells], dtype=float),
    )


def test_a_heavy_row_that_may_be_missing_leaves_a_share_undetermined():
    """37 hits of weight 1, and a miss would weigh 20: (37 + 20)^2 / (37 + 400) = 7.4 rows."""
    typical = np.array([1.0, 20.0, 20.0])
    share = share_of(replace(tally([1.0] * 37, []), typical=typical), HIT, TRIAL)
    assert share.worth == pytest.approx(37)
    assert share.one_unseen.worth == pytest.approx(57**2 / 437)
    assert share.undetermined_reason(30) == (
        "a row that weighs 20 may be missing by chance: with one, weights are worth 7 rows where "
        "30 are needed"
    )


def test_equal_weights_lose_nothing_to_a_row_that_may_be_missing():
    cells = tally([2.0] * 40, [2.0] * 3, [2.0] * 9)
    known = share_of(replace(cells, typical=np.full(3, 2.0)), HIT, TRIAL)
    assert known.evidence == share_of(cells, HIT, TRIAL).evidence


@pytest.mark.parametrize(
    ("rows", "prevalence", "sensitivity", "looked_at", "judged"),
    [(1000, 0.06, 0.7, (0.05, 0.9), 0.0), (10_000, 0.06, 0.95, (0.05, 0.9), 1.0),
     (3000, 0.05, 0.95, (0.05, 1.0), 1.0)],
    ids=["few", "many", "cases and controls"],
)  # fmt: skip
def test_limits_hold_where_weights_go_with_the_answer(
    rows, prevalence, sensitivity, looked_at, judged
):
    """400 draws: without the row that may be missing the lower limit is too high in 37 and 23 %.

    Cases and controls, whose weight goes with the label, are judged as before.
    """
    rng, number, high, low = np.random.default_rng(5), 0, 0, 0
    success, trial = np.array([[False, True]] * 2), np.array([[False] * 2, [True] * 2])
    for _ in range(400):
        label = rng.random(rows) < prevalence
        answer = rng.random(rows) < np.where(label, sensitivity, 0.1)
        by = label if looked_at[1] == 1.0 else answer
        chance = np.where(by, looked_at[1], looked_at[0])
        drawn = rng.random(rows) < chance
        cell, weight = (2 * label + answer)[drawn], 1 / chance[drawn]
        sums = [np.bincount(cell, weight**power, 4).reshape(1, 2, 2) for power in (0, 1, 2)]
        table = Tally(sums[0].astype(int), *sums[1:], typical=typical_weights(*sums))
        share = share_of(table[0], success, trial)
        if share.undetermined_reason(30) is None:
            lower, upper = korn_graubard(share.evidence, 0.95)
            number, high, low = (
                number + 1,
                high + (lower > sensitivity),
                low + (upper < sensitivity),
            )
    assert number == pytest.approx(judged * 400, abs=4)
    # Of a true 2.5 % the chance of 19 or more in 400 is four in a thousand.
    assert max(high, low) <= 18
