"""Paired differences against a published example, a simulation and hand calculations."""

import numpy as np
import pytest
from scipy import stats

from audits.data.clusters import Clustered, ClusterSums
from audits.data.tallies import Tally
from audits.statistics.paired_shares import Change, change_of, change_of_gap, newcombe_paired
from tests.audits.probes.published import figures

# States of a row: counted in neither audit, before only, now only, in both.
BEFORE = np.array([False, True, False, True])
NOW = np.array([False, False, True, True])
ALL = np.ones(4, dtype=bool)


def change(tally: Tally, smallest_group: int = 1) -> Change:
    found = change_of(tally, BEFORE, NOW, ALL, confidence=0.95, smallest_group=smallest_group)
    assert found is not None
    return found


def test_method_10_is_that_of_the_worked_example():
    paper = figures("newcombe1998paired")
    for pair in paper["pairs"]:
        found = newcombe_paired(pair["both"], pair["first"], pair["second"], pair["neither"], 0.95)
        assert found == pytest.approx(pair["interval"], abs=paper["tolerance"])


def test_turning_the_audits_round_turns_the_interval_round():
    low, high = newcombe_paired(30, 9, 4, 57, 0.95)
    assert newcombe_paired(30, 4, 9, 57, 0.95) == pytest.approx((-high, -low))


@pytest.mark.parametrize("cells", [(50, 0, 0, 50), (0, 0, 0, 40), (40, 0, 0, 0), (0, 40, 0, 0)])
def test_no_interval_has_zero_width(cells):
    low, high = newcombe_paired(*cells, 0.95)
    assert -1 <= low < high <= 1


@pytest.mark.parametrize(("n", "least"), [(60, 0.93), (1000, 0.935)])
@pytest.mark.parametrize("moved", [(0.02, 0.02), (0.08, 0.02), (0.2, 0.05)])
def test_the_interval_holds_the_truth_as_often_as_it_says(n, least, moved):
    rng, draws = np.random.default_rng(5), 1500
    gained, lost = moved
    shares = (0.4, gained, lost, 0.6 - gained - lost)
    held = [
        low <= gained - lost <= high
        for low, high in (
            newcombe_paired(*cells, 0.95) for cells in rng.multinomial(n, shares, draws).tolist()
        )
    ]
    assert np.mean(held) >= least - 2 * (0.05 * 0.95 / draws) ** 0.5


def test_pairing_is_sharper_than_taking_the_audits_as_independent():
    from audits.statistics.proportions import newcombe

    low, high = newcombe_paired(400, 20, 10, 570, 0.95)
    alone = newcombe((420, 1000, 410, 1000), 0.95)
    assert high - low < 0.4 * (alone[1] - alone[0])


def test_counted_rows_give_shares_flips_and_mcnemars_test():
    found = change(Tally(np.array([57, 1, 11, 31])))
    assert (found.before, found.now, found.rows) == (0.32, 0.42, 100)
    assert (found.gained, found.lost) == (11, 1)
    assert found.p_value == pytest.approx(0.0063477, rel=1e-4)  # tests/reference/mcnemar.json
    assert found.method == "newcombe-paired"


def test_few_rows_are_told_and_still_have_their_numbers():
    found = change(Tally(np.array([5, 1, 1, 3])), smallest_group=30)
    assert found.undetermined_reason == "10 rows where 30 are needed"
    assert found.difference == 0.0


def test_no_row_at_all_is_no_change():
    nothing = np.zeros(4, dtype=bool)
    assert change_of(Tally(np.array([5, 1, 1, 3])), BEFORE, NOW, nothing, confidence=0.95,
                     smallest_group=1) is None  # fmt: skip


def furthest(*intervals):
    """The lowest and the highest end."""
    lows, highs = zip(*intervals, strict=True)
    return pytest.approx((min(lows), max(highs)))


def test_equal_weights_give_the_t_interval_of_the_differences_or_the_one_of_as_many_rows():
    # By hand: d is +1 eleven times, -1 once, else 0; a t interval of their mean, n 100.
    rows = np.array([57, 1, 11, 31])
    found = change(Tally(rows, 2.0 * rows, 4.0 * rows))
    d = np.repeat([0.0, -1.0, 1.0, 0.0], rows)
    half = 1.9842169515 * d.std(ddof=1) / 10
    spread = (d.mean() - half, d.mean() + half)
    assert found.limits == furthest(spread, newcombe_paired(31, 11, 1, 57, 0.95))
    assert 0.0033 - 2e-4 <= found.p_value <= 0.01  # the t test's p and more


def test_weights_of_nobody_who_moved_still_have_a_width():
    rows = np.array([60, 0, 0, 40])
    low, high = change(Tally(rows, 1.5 * rows, 2.25 * rows)).limits
    assert low < 0 < high


def test_clusters_count_as_units():
    # Ten people with ten answers each; one person's answers all flip.
    cluster, cell = np.repeat(np.arange(10), 1), np.array([2, *[0] * 5, *[3] * 4])
    amount = np.full(10, 10.0)
    tally = Tally(np.array([50, 0, 10, 40]), clustered=Clustered(cluster, cell, amount))
    found = change(tally)
    d = np.array([1.0] + [0.0] * 9)
    half = 2.2621571628 * d.std(ddof=1) / 10**0.5
    # d varies as in nine rows by themselves, (.1 - .1^2) / .01, of which .9 were gained.
    alike = newcombe_paired(3.6, 0.9, 0.0, 4.5, 0.95)
    # One of ten people gained and none lost: Clopper and Pearson's limits of both.
    gained, lost = (stats.binomtest(k, 10).proportion_ci(method="exact") for k in (1, 0))
    exact = 0.1 - np.hypot(0.1 - gained.low, lost.high), gained.high
    assert found.limits == furthest((0.1 - half, 0.1 + half), alike, exact)
    assert "10 clusters" in found.method
    assert found.p_value > 0.3


def test_the_change_of_a_gap_joins_both_changes():
    own = Change(0.3, 0.4, (0.05, 0.15), 100, 10, 0, 0.01, "m")
    other = Change(0.5, 0.5, (-0.03, 0.04), 100, 3, 3, 1.0, "m")
    low, high = change_of_gap(own, other)
    # By hand: sqrt(.05^2 + .04^2) below, sqrt(.05^2 + .03^2) above.
    assert (low, high) == pytest.approx((0.1 - 0.0640312, 0.1 + 0.0583095), abs=1e-6)


def test_clusters_that_move_two_groups_in_opposite_ways_widen_the_change_of_a_gap():
    """What one gains the other loses: by hand the variance of the gap is twice the sum of both."""
    sums, codes = np.array([2.0, -1.0, 3.0, -4.0]), np.arange(4)
    own = Change(0.3, 0.4, (0.0, 0.2), 100, 10, 0, 0.01, "m", None, ClusterSums(codes, sums))
    for other, times in ((-sums, 2**0.5), (sums, 1.0), (np.array([1.0, 2.0, 0.0, 0.0]), 1.0)):
        moves = ClusterSums(codes, other)
        beside = Change(0.5, 0.5, (-0.1, 0.1), 100, 3, 3, 1.0, "m", None, moves)
        low, high = change_of_gap(own, beside)
        assert (high - low) / 2 == pytest.approx(times * 0.02**0.5)


def test_the_change_of_a_gap_holds_the_truth_where_clusters_trade_one_group_for_another():
    """Of 60 clusters of 15 rows a group a quarter moves either way: nothing does on average.

    As if the two groups' changes were independent 87.6 % of 250 intervals held it.
    """
    rng, draws, held = np.random.default_rng(3), 250, 0
    for _ in range(draws):
        way = rng.choice([-1, 0, 0, 1], 60)
        sides = []
        for sign in (1, -1):
            then, turned = rng.random((60, 15)) < 0.5, rng.random((60, 15)) < 0.3
            wanted = np.broadcast_to((sign * way)[:, None], (60, 15))
            today = np.where((wanted != 0) & turned, wanted > 0, then)
            states = (then + 2 * today).reshape(-1)
            cluster = np.repeat(np.arange(60), 15)
            clustered = Clustered(cluster, states, np.ones(900))
            sides.append(change(Tally(np.bincount(states, minlength=4), clustered=clustered)))
        low, high = change_of_gap(*sides)
        held += low <= 0 <= high
    assert held / draws >= 0.95 - 2 * (0.05 * 0.95 / draws) ** 0.5


@pytest.mark.parametrize(
    ("n", "gained", "lost", "deviation"),
    [(150, 0.03, 0.0, 1.0), (1000, 0.01, 0.002, 1.0), (1000, 0.01, 0.002, 1.5)],
)
def test_weights_leave_room_for_changes_that_no_row_has_shown(n, gained, lost, deviation):
    """A t interval alone held the truth in .775, .894 and .800 of audits."""
    rng, draws, held = np.random.default_rng(9), 600, 0
    for _ in range(draws):
        states = rng.choice(4, n, p=[0.5 - gained - lost, lost, gained, 0.5])
        weights = rng.lognormal(0, deviation, n)
        counts = (
            np.bincount(states, values, minlength=4) for values in (None, weights, weights**2)
        )
        rows, amounts, squares = counts
        low, high = change(Tally(rows, amounts, squares, None)).limits
        held += low <= gained - lost <= high
    assert held / draws >= 0.95 - 2 * (0.05 * 0.95 / draws) ** 0.5


def test_the_test_says_of_0_what_the_interval_says():
    rng = np.random.default_rng(4)
    for _ in range(200):
        states = rng.choice(4, 300, p=[0.4, 0.02, 0.07, 0.51])
        weights = rng.lognormal(0, 0.7, 300)
        rows, amounts, squares = (
            np.bincount(states, values, minlength=4) for values in (None, weights, weights**2)
        )
        found = change(Tally(rows, amounts, squares, None))
        assert (found.p_value <= 0.05) == (not found.limits[0] <= 0 <= found.limits[1])
