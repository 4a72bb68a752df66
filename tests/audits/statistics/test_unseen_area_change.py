"""The change of an area under weights that go with the earlier score."""

import numpy as np
import pytest
from scipy.stats import norm

from audits.statistics.paired_means import Sample, area, mean_change
from audits.statistics.shares import Stated
from audits.statistics.unseen_area_change import one_unseen_move


@pytest.mark.parametrize("weight", [1.0, 2.5])
def test_equal_weights_move_nothing(weight):
    rng = np.random.default_rng(2)
    then, now, positive = rng.random(90), rng.random(90), rng.random(90) < 0.4
    assert one_unseen_move(then, now, positive, np.full(90, weight), None) == (0.0, 0.0)


def test_a_positive_moves_the_change_by_what_a_negative_of_its_scores_passes():
    """By hand: ten negatives at 0 to 9 weigh 9 each, ten positives above them 1 each.

    Now the first negative stands above the nine others, where it was below them. A positive with
    its scores would be above .95 of the negatives, where it was above .05; the label alone decides
    the weights, so one weighs 1 as all positives do, and nothing may be missing.
    """
    then = np.arange(20.0)
    now = np.concatenate(([9.5], np.arange(1, 20.0)))
    positive = then >= 10
    by_label = np.where(positive, 1.0, 9.0)
    assert one_unseen_move(then, now, positive, by_label, None) == pytest.approx((0, 0), abs=1e-9)
    # Low scores weigh 9 whatever the label: in a fifth of them one positive may be missing.
    low = np.where(then < 4, 9.0, 1.0)
    down, up = one_unseen_move(then, now, positive, low, None)
    assert up > 0.1
    assert down < up


def test_the_interval_holds_where_weights_go_with_the_earlier_score():
    """3,000 people, prevalence .1, the upper fifth of the scores looked at 18 times as often.

    Without the row that may be missing the upper limit of the change is too low in 7 % and more.
    """
    rng, wrong, changed = np.random.default_rng(4), np.zeros(2, dtype=int), 0
    truth = norm.cdf(2.3 / 2**0.5) - norm.cdf(2 / 2**0.5)
    many = rng.normal(size=400_000) + 2 * (rng.random(400_000) < 0.1)
    cut = np.quantile(many, 0.8)
    for _ in range(150):
        positive, common = rng.random(3000) < 0.1, rng.normal(size=3000)
        then = common + 2 * positive
        now = 0.8 * common + 0.6 * rng.normal(size=3000) + 2.3 * positive
        chance = np.where(then >= cut, 0.9, 0.05)
        drawn = rng.random(3000) < chance
        before, after, kind, weight = then[drawn], now[drawn], positive[drawn], 1 / chance[drawn]
        sample = Sample(int(drawn.sum()), None, weight, None)
        found = mean_change(
            area(before, kind, sample), area(after, kind, sample), sample, Stated(0.95, 30),
            method="delong-paired", most=1.0,
            unseen=one_unseen_move(before, after, kind, weight, None),
        )  # fmt: skip
        wrong += [found.limits[0] > truth, found.limits[1] < truth]
        changed += found.p_value <= 0.05
    # Of a true 2.5 % the chance of 10 or more in 150 is five in a thousand.
    assert wrong.max() < 10
    assert changed < 40
