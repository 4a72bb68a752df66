"""Metrics of the same rows, then and now, beside SciPy, the papers' formulas, the jackknife."""

from math import sqrt

import numpy as np
import pytest
from scipy import stats

from audits.statistics.enough_rows import SQUARED
from audits.statistics.paired_means import Moving, Sample, area, explained, mean, mean_change, root
from audits.statistics.shares import Stated
from audits.statistics.unseen_extremes import unseen_largest

STATED = Stated(0.95, 30)
RNG = np.random.default_rng(11)
N = 1200
LABEL = RNG.normal(10, 3, N)
THEN = LABEL + RNG.normal(0.5, 2, N)
NOW = THEN + RNG.normal(-0.3, 0.8, N)


def sample(rows: int = N, **parts) -> Sample:
    return Sample(rows, parts.get("counts"), parts.get("weights"), parts.get("clusters"))


def errors(predicted, label=LABEL):
    return predicted - label


@pytest.mark.parametrize("values", [np.abs, lambda e: e, np.square])
def test_a_mean_of_rows_is_students_paired_t(values):
    then, now = values(errors(THEN)), values(errors(NOW))
    found = mean_change(mean(then, sample()), mean(now, sample()), sample(), STATED)
    expected = stats.ttest_rel(now, then)
    low, high = expected.confidence_interval(0.95)
    assert (found.before, found.now) == pytest.approx((then.mean(), now.mean()))
    assert found.limits == pytest.approx((low, high))
    assert found.p_value == pytest.approx(expected.pvalue)
    assert (found.rows, found.gained, found.undetermined_reason) == (N, None, None)


def test_counts_are_rows_written_several_times():
    counts = RNG.integers(1, 4, N)
    then, now = np.abs(errors(THEN)), np.abs(errors(NOW))
    held = sample(counts=counts.astype(float))
    found = mean_change(mean(then, held), mean(now, held), held, STATED)
    expected = stats.ttest_rel(np.repeat(now, counts), np.repeat(then, counts))
    assert found.limits == pytest.approx(tuple(expected.confidence_interval(0.95)))
    assert found.p_value == pytest.approx(expected.pvalue)
    assert found.rows == counts.sum()


def test_clusters_of_one_size_are_the_t_test_of_their_means_and_one_more_like_the_farthest_row():
    clusters = np.repeat(np.arange(20, dtype=np.int32), 60)
    then, now = np.abs(errors(THEN)), np.abs(errors(NOW))
    held = sample(clusters=clusters)
    found = mean_change(mean(then, held), mean(now, held), held, STATED)
    t = stats.ttest_rel(now.reshape(20, 60).mean(axis=1), then.reshape(20, 60).mean(axis=1))
    low, high = t.confidence_interval(0.95)
    # Of clusters that are nearly alike Gaffke's limit is .025^(1/20) of the way to that row.
    moves, share = now - then, 0.025 ** (1 / 20)
    ends = -unseen_largest(-moves), unseen_largest(moves)
    least, greatest = (share * moves.mean() + (1 - share) * end for end in ends)
    assert found.limits[0] < low
    assert found.limits[1] > high
    assert found.limits == pytest.approx((least, greatest), rel=0.15)
    assert found.p_value >= t.pvalue
    assert found.method == "hall-t-paired (20 clusters)"
    few = sample(clusters=clusters % 4)
    assert mean_change(mean(then, few), mean(now, few), few, STATED).undetermined_reason == (
        "4 clusters where 5 are needed"
    )


def test_weights_are_linearised_as_a_survey_would():
    """Variance of a weighted mean of differences: sum of (w (d - mean))², n / (n - 1)."""
    weights = RNG.uniform(0.2, 3, N)
    then, now = errors(THEN), errors(NOW)
    held = sample(weights=weights)
    found = mean_change(mean(then, held), mean(now, held), held, STATED)
    d = now - then
    value = (weights * d).sum() / weights.sum()
    error = sqrt(((weights * (d - value)) ** 2).sum() * N / (N - 1)) / weights.sum()
    half = stats.t.ppf(0.975, N - 1) * error
    assert found.limits == pytest.approx((value - half, value + half))


def jackknife(statistic) -> float:
    """Standard error of a statistic of (label, then, now)."""
    left = [statistic(*(np.delete(part, at) for part in (LABEL, THEN, NOW))) for at in range(N)]
    return sqrt((N - 1) / N * ((np.array(left) - np.mean(left)) ** 2).sum())


def half_width(limits) -> float:
    return (limits[1] - limits[0]) / 2


def test_a_root_moves_as_the_jackknife_says():
    def rmse(label, predicted):
        return sqrt(((predicted - label) ** 2).mean())

    error = jackknife(lambda label, then, now: rmse(label, now) - rmse(label, then))
    held = sample()
    found = mean_change(root(errors(THEN) ** 2, held), root(errors(NOW) ** 2, held), held, STATED)
    assert (found.before, found.now) == pytest.approx((rmse(LABEL, THEN), rmse(LABEL, NOW)))
    assert half_width(found.limits) == pytest.approx(stats.t.ppf(0.975, N - 1) * error, rel=0.03)


def test_r_squared_moves_as_the_jackknife_says():
    from sklearn.metrics import r2_score as r2

    error = jackknife(lambda label, then, now: r2(label, now) - r2(label, then))
    held = sample()
    then, now = (explained(errors(part) ** 2, LABEL, held) for part in (THEN, NOW))
    found = mean_change(then, now, held, STATED)
    assert (found.before, found.now) == pytest.approx((r2(LABEL, THEN), r2(LABEL, NOW)))
    assert half_width(found.limits) == pytest.approx(stats.t.ppf(0.975, N - 1) * error, rel=0.05)


@pytest.mark.parametrize("value", [0.1, 1.0, -3.3, 1e-9, 7e12])
@pytest.mark.parametrize("weighted", [False, True])
def test_a_label_that_does_not_vary_explains_nothing(value, weighted):
    """A mean of floats is not always the float: the variance of so many .1 is 1e-33 and not 0."""
    held = sample(weights=RNG.uniform(0.2, 3, N)) if weighted else sample()
    assert explained(errors(NOW) ** 2, np.full(N, value), held) is None


def test_rows_of_no_weight_do_not_make_a_label_vary():
    label, weights = np.full(N, 0.1), np.ones(N)
    label[0], weights[0] = 5.0, 0.0
    assert explained(errors(NOW) ** 2, label, sample(weights=weights)) is None


def scored(rows: int = 120, digits: int = 1):
    positive = RNG.random(rows) < 0.4
    then = np.round(positive + RNG.normal(0, 1, rows), digits)
    now = np.round(then + RNG.normal(0, 0.6, rows), digits)
    return positive, then, now


def test_areas_of_the_same_rows_are_delongs():
    """DeLong et al. 1988, equations 3 to 6: the kernel of every pair, written out."""
    positive, then, now = scored()
    sides = [(part[positive][:, None], part[~positive]) for part in (then, now)]
    kernels = [(ups > downs) + 0.5 * (ups == downs) for ups, downs in sides]
    aucs = [kernel.mean() for kernel in kernels]
    s10 = np.cov([kernel.mean(axis=1) for kernel in kernels])
    s01 = np.cov([kernel.mean(axis=0) for kernel in kernels])
    s = s10 / positive.sum() + s01 / (~positive).sum()
    error = sqrt(s[0, 0] + s[1, 1] - 2 * s[0, 1])
    held = sample(len(then))
    found = mean_change(
        area(then, positive, held), area(now, positive, held), held, STATED,
        method="delong-paired", most=1.0,
    )  # fmt: skip
    assert (found.before, found.now) == pytest.approx(tuple(aucs))
    gap = aucs[1] - aucs[0]
    # What each row adds to that error, and so many rows of one size would have as large a kurtosis.
    moves = [kernels[1].mean(axis) - kernels[0].mean(axis) for axis in (1, 0)]
    parts = [(move - gap) / sqrt(len(move) * (len(move) - 1)) for move in moves]
    adds = np.concatenate(parts)
    assert float(adds @ adds) == pytest.approx(error**2)
    t = stats.t((adds @ adds) ** 2 / (adds**4).sum() - 1)
    assert found.limits == pytest.approx((gap - t.ppf(0.975) * error, gap + t.ppf(0.975) * error))
    assert found.p_value == pytest.approx(2 * t.sf(abs(gap) / error))


@pytest.mark.parametrize(("then", "now"), [(0.96, 0.99), (0.97, 0.99), (0.96, 0.96)])
def test_the_change_of_an_area_near_1_holds_its_truth(then, now):
    """Binormal scores alike by .8, 30 positives and 100 negatives: normal quantiles held .87."""
    rng, draws, inside, false = np.random.default_rng(3), 1000, 0, 0
    up, rows = np.repeat([True, False], [30, 100]), sample(130)
    ends = sqrt(2) * stats.norm.ppf([then, now])
    for _ in range(draws):
        scores = sqrt(0.8) * rng.normal(size=130) + sqrt(0.2) * rng.normal(size=(2, 130))
        first, second = scores + ends[:, None] * up
        found = mean_change(
            area(first, up, rows), area(second, up, rows), rows, STATED,
            method="delong-paired", most=1.0,
        )  # fmt: skip
        if found.limits is None:  # it did not move in any row
            inside += then == now
            continue
        inside += found.limits[0] <= now - then <= found.limits[1]
        false += found.p_value <= 0.05
    assert inside / draws >= 0.93 - 2 * sqrt(0.93 * 0.07 / draws)
    if then == now:
        assert false / draws <= 0.05


def test_areas_of_counted_rows_are_those_of_rows_written_several_times():
    positive, then, now = scored(60)
    counts = RNG.integers(1, 4, 60)
    held = sample(60, counts=counts.astype(float))
    whole = sample(int(counts.sum()))
    wide = [np.repeat(part, counts) for part in (positive, then, now)]
    found, expected = (
        mean_change(area(a, up, rows), area(b, up, rows), rows, STATED, method="delong-paired")
        for up, a, b, rows in ((positive, then, now, held), (*wide, whole))
    )
    assert found.limits == pytest.approx(expected.limits)


@pytest.mark.parametrize("rows", [40, 100, 400, 1200])
def test_errors_that_a_sample_may_not_have_seen_are_no_change(rows):
    """Both have the same root mean squared error; of one it is made by 2 rows in a hundred.

    Student's t on the root's influence alone is significant in .45 of samples of 40, .16 of 100.
    """
    rng = np.random.default_rng(rows)
    held, changed = sample(rows), 0
    for _ in range(400):
        rare = rng.random(rows) < 0.02
        now = np.where(rare, rng.choice([-10, 10], rows), rng.normal(0, 0.5, rows))
        then = rng.normal(0, sqrt(0.02 * 100 + 0.98 * 0.25), rows)
        found = mean_change(root(then**2, held), root(now**2, held), held, STATED)
        changed += found.undetermined_reason is None and found.p_value <= 0.05
    assert changed / 400 <= 0.05 + 2 * sqrt(0.05 * 0.95 / 400)


@pytest.mark.parametrize("rows", [100, 150, 600])
def test_sharp_losses_that_a_sample_may_not_have_seen_are_no_change(rows):
    """One model loses about .01 in every row, the other 1 in one row of a hundred.

    The t test alone finds a change in .20 of samples of 150 rows.
    """
    rng = np.random.default_rng(rows)
    held, changed = sample(rows), 0
    for _ in range(400):
        then = 0.01 + 0.001 * rng.normal(size=rows)
        now = (rng.random(rows) < 0.01).astype(float)
        found = mean_change(mean(then, held), mean(now, held), held, STATED, most=1.0)
        changed += found.undetermined_reason is None and found.p_value <= 0.05
    assert changed / 400 <= 0.05 + 2 * sqrt(0.05 * 0.95 / 400)


def test_numbers_without_limits_need_the_rows_that_their_own_intervals_need():
    few, then, now = sample(150), errors(THEN)[:150], errors(NOW)[:150]
    change = mean_change(mean(then, few), mean(now, few), few, STATED)
    assert change.undetermined_reason is not None
    assert change.undetermined_reason.startswith("150 rows where 1,000 are needed")
    assert (
        mean_change(mean(then, few), mean(now, few), few, STATED, most=1.0).undetermined_reason
        is None
    )
    held, sides = sample(), [root(errors(part) ** 2, sample()) for part in (THEN, NOW)]
    assert mean_change(*sides, held, STATED).undetermined_reason is None
    few_squares = mean_change(*sides, held, STATED, needs=SQUARED)
    assert few_squares.undetermined_reason.startswith("1,200 rows where 2,000 are needed")


def test_no_interval_of_zero_width():
    held = sample()
    still = mean_change(mean(THEN, held), mean(THEN.copy(), held), held, STATED)
    assert (still.limits, still.undetermined_reason) == (None, "it did not move in any row")
    shifted = mean_change(mean(THEN, held), mean(THEN + 0.1, held), held, STATED)
    assert (shifted.limits, shifted.undetermined_reason) == (None, "it moved alike in every row")


def test_a_small_group_has_its_interval_and_no_conclusion():
    held = sample(20)
    found = mean_change(mean(THEN[:20], held), mean(NOW[:20], held), held, STATED)
    assert found.undetermined_reason == "20 rows where 30 are needed"
    assert found.limits is not None


def test_a_bounded_metric_moves_no_further_than_it_can():
    held = sample(40)
    values = np.array([0.0] * 20 + [1.0] * 20)
    found = mean_change(
        Moving(0.0, values - 0.5), Moving(0.95, 0.5 - values), held, STATED, most=1.0
    )  # fmt: skip
    assert found.limits[1] == 1.0


def test_the_interval_of_a_root_holds_the_truth():
    """Errors are normal with deviations 2 and 2.2, correlated: the roots differ by 0.2."""
    rng, held, inside, draws = np.random.default_rng(5), sample(60), 0, 1500
    for _ in range(draws):
        then = rng.normal(0, 2, 60)
        now = 1.1 * (0.9 * then + sqrt(1 - 0.81) * rng.normal(0, 2, 60))
        low, high = mean_change(root(then**2, held), root(now**2, held), held, STATED).limits
        inside += low <= 0.2 <= high
    assert 0.925 <= inside / draws <= 0.97


def test_areas_in_few_clusters_are_called_changed_as_seldom_as_stated():
    """Two scores with one area, in eight clusters: normal quantiles called 10 in 100 changed."""
    rng, draws = np.random.default_rng(2), 800
    up = np.repeat([True, False], [150, 350])
    clusters = (np.arange(500) % 8).astype(np.int32)
    rows, called, held = sample(500, clusters=clusters), 0, 0
    for _ in range(draws):
        alike = rng.normal(size=(2, 8))[:, clusters]
        first, other = rng.normal(size=(2, 500)) * 0.7**0.5 + alike * 0.3**0.5
        then, now = 1.5 * up + first, 1.5 * up + 0.8 * first + 0.6 * other
        found = mean_change(
            area(then, up, rows),
            area(now, up, rows),
            rows,
            STATED,
            method="delong-paired",
            most=1.0,
        )
        called += found.p_value <= 0.05
        held += found.limits[0] <= 0 <= found.limits[1]
    allowed = 2 * (0.05 * 0.95 / draws) ** 0.5
    assert called / draws <= 0.05 + allowed
    assert held / draws >= 0.95 - allowed
