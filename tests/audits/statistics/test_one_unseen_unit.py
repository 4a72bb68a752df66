import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from audits.data.dataset import Categories, Column, Dataset
from audits.data.groups import everyone
from audits.data.tallies import count_cells
from audits.specification.roles import Role
from audits.statistics.effective_shares import korn_graubard, matched_trials
from audits.statistics.melded_limits import sum_tail
from audits.statistics.one_unseen_unit import lower_limits, wider
from audits.statistics.proportions import clopper_pearson, linearised
from audits.statistics.shares import share_of

LEVEL = np.array([stats.norm.ppf(0.025)])


@given(st.integers(1, 500), st.data())
def test_of_rows_that_weigh_alike_it_is_clopper_and_pearsons(trials, data):
    """Each row its own unit, a variance known beyond doubt: nothing is added to the exact limit."""
    hits = data.draw(st.integers(1, trials))
    exact = stats.binomtest(hits, trials).proportion_ci(0.95, "exact").low
    mean, units = hits / trials, trials
    # The beta of the same mean and variance is that of the exact limit: a = hits, b = misses + 1.
    own = stats.beta(hits, trials - hits + 1).ppf(0.025)
    assert own == pytest.approx(exact)
    limit = lower_limits(mean, float(trials), float(units - 1), LEVEL)[0]
    # A t quantile of few units is wider, never shorter.
    assert limit <= exact + 1e-9
    if units > 300:
        assert limit == pytest.approx(exact, abs=0.004)


def test_quantiles_of_t_are_as_much_wider_as_tables_say():
    """2.776 of 4 degrees, 1.96 of a normal."""
    assert wider(LEVEL, 4)[0] == pytest.approx((2.7764 / 1.95996) ** 2, rel=1e-4)


def test_twelve_clusters_alike_leave_room_for_one_that_is_not():
    """All 95 of 100: of clusters of which one in ten is right in 30, the mean is .885."""
    evidence = (0.95, 1200.0, 11.0)
    lower, upper = korn_graubard(evidence, 0.95)
    assert lower < 0.885 < linearised(evidence, 0.95)[0]
    assert upper < 1


def test_a_unit_more_hardly_moves_many_clusters():
    lower, upper = korn_graubard((0.6, 4000.0, 999.0), 0.95)
    plain = clopper_pearson((2400, 4000), 0.95)
    assert (lower, upper) == pytest.approx(plain, abs=0.003)


@given(
    st.floats(0.05, 0.95), st.floats(30, 1000), st.integers(10, 200), st.sampled_from([0.9, 0.999])
)
def test_what_decides_a_share_and_what_decides_a_sum_of_it_are_one(value, rows, clusters, level):
    evidence = (value, rows, float(clusters))
    lower, upper = korn_graubard(evidence, level)
    for bound, above in ((lower, True), (upper, False)):
        if 0 < bound < 1:
            tail = sum_tail((1.0,), [evidence], bound, above=above)
            assert tail == pytest.approx((1 - level) / 2, rel=0.15)


@given(st.floats(0.02, 0.98), st.floats(8, 2000), st.integers(5, 300))
def test_matched_trials_have_limits_as_far_out(value, rows, clusters):
    evidence = (value, rows, float(clusters))
    ends, trials = korn_graubard(evidence, 0.95), matched_trials(evidence)
    lower, upper = clopper_pearson((value * trials, trials), 0.95)
    assert trials <= rows * (1 + 1e-9)
    assert lower <= ends[0] + 1e-6
    assert upper >= ends[1] - 1e-6


@pytest.mark.parametrize(("clusters", "share"), [(12, 0.1), (40, 0.05)])
def test_verdicts_on_clusters_of_which_a_few_are_otherwise(clusters, share):
    """The truth at the bound: right in .95, but of some clusters in .3."""
    rng, size, wrongly = np.random.default_rng(clusters), 50, [0, 0]
    truth = 0.95 - 0.65 * share
    for _ in range(400):
        hits = rng.binomial(size, np.where(rng.random(clusters) < share, 0.3, 0.95))
        evidence = evidence_of(hits, size)
        for side, above in enumerate((True, False)):
            wrongly[side] += sum_tail((1.0,), [evidence], truth, above=above) <= 0.025
    # Of 2.5 % more than 20 of 400 come once in five hundred.
    assert max(wrongly) <= 20


def evidence_of(hits, size):
    """Of clusters of one size, as the audit of their rows reads it."""
    right = np.concatenate([np.arange(size) < hit for hit in hits])
    clusters = np.repeat(np.arange(len(hits), dtype=np.int32), size)
    right_or_not = Categories(right.astype(np.int8), ("no", "yes"))
    data = Dataset((Column("right", Role.PREDICTION, right_or_not),))
    cells = count_cells(data, {"right": right_or_not}, clusters=clusters)
    tally = everyone(cells, ("right",))
    return share_of(tally, np.array([False, False, True]), np.array([False, True, True])).evidence
