"""Mean errors in clusters of which a few are far off: limits that know of one not drawn."""

from math import pi, sqrt

import numpy as np
import pytest
from scipy.stats import beta, foldnorm

from audits.statistics.enough_rows import SIGNED
from audits.statistics.intervals import limits, scaled
from audits.statistics.means import mean_of
from audits.statistics.residuals import Pairs, residuals
from audits.statistics.share_measurements import Stated
from audits.statistics.unbounded_means import difference, unlimited

STATED = Stated(0.95, 30)


def still(value=2.0, alike=20.0, least=0.0, greatest=9.0):
    """Clusters that are all alike."""
    side = (value, 0.0, 19.0, 0.0)
    return (value, *side, *side, 0.0, alike, least, value, value, greatest)


def test_clusters_that_are_alike_are_as_many_coins():
    """Of zeros and ones Gaffke's limit is Clopper and Pearson's: .025^(1/20) of twenty."""
    found, known = limits("hall-t-clusters", still(), 0.95), beta.ppf(0.025, 20, 1)
    assert found.lower == pytest.approx(2 * known)
    assert found.upper == pytest.approx(2 * known + 9 * (1 - known))


def test_without_ends_and_with_more_clusters_it_is_the_method_of_rows():
    spread = (4.0, 3.9, 0.8, 90.0, 0.1, 4.2, 0.85, 85.0, 0.15)
    plain = limits("hall-t", spread, 0.95)
    assert limits("hall-t-clusters", (*spread, 0.7, 40.0, 4.0, 4.0, 4.0, 4.0), 0.95) == plain
    in_clusters = (*spread, 0.7, 40.0, 0.5, 2.0, 7.0, 19.0)
    many = scaled("hall-t-clusters", in_clusters, 10_000.0)
    found, rows = (
        limits("hall-t-clusters", many, 0.95),
        limits("hall-t", scaled("hall-t", spread, 10_000.0), 0.95),
    )
    assert found.lower == pytest.approx(rows.lower, abs=0.003)
    assert found.upper == pytest.approx(rows.upper, abs=0.01)


def test_a_difference_joins_the_distances_of_either_sides_limits():
    rng = np.random.default_rng(3)
    codes = np.repeat(np.arange(40, dtype=np.int32), 60)
    own, other = rng.normal(1, 1, 2400), rng.normal(0, 2, 2400)
    means = mean_of(own, clusters=codes), mean_of(other, clusters=codes + 100)
    sides = [unlimited("mean_error", (), each.value, each, "hall-t", SIGNED, STATED)
             for each in means]  # fmt: skip
    values = (means[0].value, means[1].value)
    gap = difference("gap", (), (), values, means, "hall-t", SIGNED, STATED)
    first, second = (side.interval for side in sides)
    down = np.hypot(values[0] - first.lower, second.upper - values[1])
    up = np.hypot(first.upper - values[0], values[1] - second.lower)
    assert gap.method == "hall-t-clusters-difference"
    assert gap.interval.lower == pytest.approx(gap.value - down)
    assert gap.interval.upper == pytest.approx(gap.value + up)


@pytest.mark.parametrize(
    ("clusters", "rows", "share", "by"), [(60, 40, 0.03, 3.0), (40, 60, 0.05, 2.0)]
)
def test_a_few_clusters_far_off_decide_no_rule_at_the_truth(clusters, rows, share, by):
    """Without the one more 8 to 15 of 100 samples lay under the truth: those with none far off."""
    size = (1 - share) * sqrt(2 / pi) + share * foldnorm.mean(by)
    truths = {"mean_error": share * by, "mean_absolute_error": size,
              "root_mean_squared_error": sqrt(1 + share * by**2)}  # fmt: skip
    rng, codes = (
        np.random.default_rng(clusters),
        np.repeat(np.arange(clusters, dtype=np.int32), rows),
    )
    missed = {(metric, which): 0 for metric in truths for which in ("under", "over", "before")}
    for _ in range(200):
        far = by * (rng.random(clusters) < share)
        error = (rng.normal(size=(clusters, rows)) + far[:, None]).ravel()
        figures = residuals(Pairs(np.zeros(len(error)), error, clusters=codes)).figures
        for metric, truth in truths.items():
            figure = figures[metric]
            found = limits(f"{figure.method}-clusters", figure.mean.with_a_cluster, 0.95)
            missed[metric, "under"] += found.upper < truth
            missed[metric, "over"] += found.lower > truth
            missed[metric, "before"] += (
                limits(figure.method, figure.mean.skewed, 0.95).upper < truth
            )
    for metric in truths:
        assert missed[metric, "under"] <= 0.035 * 200
        assert missed[metric, "over"] <= 0.035 * 200
        assert missed[metric, "before"] > 0.05 * 200


def test_of_ordinary_clusters_a_mean_error_of_half_a_deviation_is_still_told():
    rng, codes = np.random.default_rng(5), np.repeat(np.arange(60, dtype=np.int32), 40)
    found = 0
    for _ in range(50):
        error = 0.5 + sqrt(0.1) * rng.normal(size=60)[codes] + sqrt(0.9) * rng.normal(size=2400)
        mean = mean_of(error, clusters=codes)
        found += limits("hall-t-clusters", mean.with_a_cluster, 0.95).lower > 0
    assert found >= 45
