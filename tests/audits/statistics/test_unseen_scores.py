"""Weights that go with the score: what one row more would make of an area, by hand and drawn."""

import numpy as np
import pytest
from scipy.stats import norm

from audits.measurement import Estimate
from audits.probes.fairness.ranking import areas_of_group
from audits.statistics.auc import areas
from audits.statistics.bounded_means import bounded, moved_out
from audits.statistics.intervals import one_sided_p
from audits.statistics.ranked_scores import ranked
from audits.statistics.share_measurements import Stated
from audits.statistics.unseen_scores import one_unseen_score

STATED = Stated(0.95, 30)


def by_hand():
    """Two positives above two negatives, and of all lower scores one negative that weighs 20."""
    scores = np.array([0.9, 0.8, 0.7, 0.6, 0.1])
    return ranked(
        scores, np.array([True, True, False, False, False]), None, np.array([1.0, 1, 1, 1, 20])
    )


def test_a_positive_that_may_be_missing_weighs_what_the_negatives_beside_it_weigh():
    """At the least score it would stand above none of them: 2 / (2 + 20) of the area stays."""
    unseen = one_unseen_score(by_hand(), 1.0)
    assert unseen.down == pytest.approx(20 / 22)
    assert unseen.up == 0
    assert unseen.worth[0] == pytest.approx(22**2 / (2 + 400))
    assert unseen.worth[1] == pytest.approx(42**2 / (402 + 400))
    assert unseen.undetermined_reason(30) == (
        "a positive row that weighs 20 may be missing by chance: with one, positive weights are "
        "worth 1 row where 30 are needed"
    )


@pytest.mark.parametrize("weight", [None, 2.5])
def test_equal_weights_have_the_limits_of_none_to_the_last_digit(weight):
    rng = np.random.default_rng(3)
    positive = rng.random(200) < 0.3
    scores = np.round(rng.normal(size=200) + positive, 1)
    weights = None if weight is None else np.full(200, weight)
    in_order = ranked(scores, positive, None, weights)
    measured = next(iter(areas_of_group((), in_order, STATED)))
    both = areas(in_order)
    fewest = min(both.positives, both.negatives)
    assert measured.evidence == bounded(both.roc, both.roc_error**2, fewest)


def test_a_row_that_weighs_as_others_do_moves_no_limit():
    """Of 40 rows at .8 one more at 0 or at 1 is what stands in the limits already."""
    evidence = bounded(0.8, 0.002, 40.0)
    assert moved_out(evidence, 0.002, 0.8 / 41, 0.2 / 41, 40.0) == pytest.approx(
        evidence, rel=1e-12
    )
    farther = moved_out(evidence, 0.002, 0.1, 0.0, 40.0)
    assert farther[1] == pytest.approx(0.7)
    assert farther[3:] == evidence[3:]


@pytest.mark.parametrize("group_size", [1500, 70_000])
def test_parts_of_many_equal_scores_are_found(group_size):
    """Scores of two values only: there are two parts, whose rows weigh 1 and 5."""
    rng = np.random.default_rng(1)
    positive, high = rng.random(group_size) < 0.4, rng.random(group_size) < 0.5
    positive[:4], high[:4] = [True, True, False, False], [True, False, True, False]
    in_order = ranked(high.astype(float), positive, None, np.where(high, 1.0, 5.0))
    area = areas(in_order).roc
    unseen = one_unseen_score(in_order, area)
    low = 5 * (positive & ~high).sum()
    assert unseen.weights == pytest.approx((5.0, 5.0))
    assert unseen.down >= 5 * area / (low + (positive & high).sum() + 5) * (1 - 1e-9)


@pytest.mark.parametrize(
    ("prevalence", "apart", "looked_at", "low_part", "size"),
    [(0.1, 1.8, (0.05, 0.5), 0.5, 5450), (0.1, 2.0, (0.05, 0.9), 0.8, 3000)],
    ids=["lower half", "reviewed"],
)
def test_limits_hold_where_weights_go_with_the_score(prevalence, apart, looked_at, low_part, size):
    """250 draws: without the row that may be missing the lower limit is too high in 8 and 16 %.

    The area is that of two normal scores (Hanley & McNeil 1982).
    """
    rng, judged, wrong = np.random.default_rng(21), 0, np.zeros(2, dtype=int)
    truth = norm.cdf(apart / np.sqrt(2))
    many = rng.normal(size=400_000) + apart * (rng.random(400_000) < prevalence)
    cut = np.quantile(many, low_part)
    for _ in range(250):
        positive = rng.random(size) < prevalence
        score = rng.normal(size=size) + apart * positive
        chance = np.where(score < cut, *looked_at)
        drawn = rng.random(size) < chance
        in_order = ranked(score[drawn], positive[drawn], None, 1 / chance[drawn])
        measured = next(iter(areas_of_group((), in_order, STATED)))
        if isinstance(measured, Estimate):
            judged += 1
            wrong += [
                one_sided_p("gaffke", measured.evidence, truth, above=above) <= 0.025
                for above in (True, False)
            ]
    assert judged == 250
    # Of a true 2.5 % the chance of 14 or more in 250 is four in a thousand.
    assert wrong.max() <= 13
