"""What sharing costs, against numbers by hand, scipy and statsmodels' own tests."""

import numpy as np
import pytest
from scipy import stats

from audits.measurement import Estimate, Undetermined
from audits.statistics.shares import Stated
from audits.tradeoffs.sharing import Off, Right, who_pays

STATED = Stated(0.95, 30)


def right(both, alone, head, neither):
    """Rows by who is right."""
    cases = np.repeat([0, 1, 2, 3], [both, alone, head, neither])
    return Right(np.isin(cases, (0, 2)), np.isin(cases, (0, 1))), np.ones(len(cases), dtype=bool)


def test_the_cost_in_accuracy_is_that_of_the_discordant_rows():
    pair, everyone = right(60, 25, 10, 5)
    cost = pair.cost((), everyone, STATED)
    assert cost.value == pytest.approx((25 - 10) / 100)
    assert cost.p_value == pytest.approx(stats.binomtest(25, 35).pvalue)
    # Tango's score interval, by inverting his statistic (1998, Stat. Med. 17:891) at its ends.
    for end in (cost.interval.lower, cost.interval.upper):
        q21 = _restricted(25, 10, 100, end)
        statistic = (15 - 100 * end) / np.sqrt(100 * (2 * q21 + end * (1 - end)))
        assert abs(statistic) == pytest.approx(1.959964, abs=1e-4)


def _restricted(b, c, n, delta):
    """Tango's restricted estimate of the lesser discordant share."""
    slope = -b - c + (2 * n - b + c) * delta
    root = np.sqrt(slope**2 - 4 * 2 * n * (-c * delta * (1 - delta)))
    return (root - slope) / (4 * n)


def test_equal_answers_cost_nothing_and_have_an_interval_all_the_same():
    pair, everyone = right(50, 0, 0, 50)
    cost = pair.cost((), everyone, STATED)
    assert cost.value == 0
    assert cost.interval.lower < 0 < cost.interval.upper
    assert cost.p_value == 1.0


def test_a_gap_is_one_cost_less_the_other():
    pair, everyone = right(60, 25, 10, 5)
    odd = np.arange(100) % 2 == 1
    gap = pair.gap(((("sex", "f"),), (("sex", "m"),)), odd, ~odd, STATED)
    costs = [pair.cost((), rows, STATED).value for rows in (odd, ~odd)]
    assert gap.value == pytest.approx(costs[0] - costs[1])
    assert gap.reference == (("sex", "m"),)
    assert everyone.all()


def test_the_error_added_is_the_mean_of_paired_differences():
    rng = np.random.default_rng(5)
    alone = np.abs(rng.normal(0, 2, 4000))
    head = alone + rng.normal(0.3, 1, 4000)
    everyone = np.ones(4000, dtype=bool)
    cost = Off(head, alone).cost((), everyone, STATED)
    by_scipy = stats.ttest_rel(head, alone).confidence_interval(0.95)
    assert cost.value == pytest.approx(np.mean(head - alone))
    assert cost.interval.lower == pytest.approx(by_scipy.low, abs=0.004)
    assert cost.interval.upper == pytest.approx(by_scipy.high, abs=0.004)


def test_a_mean_of_few_rows_is_undetermined():
    rng = np.random.default_rng(6)
    head, alone = np.abs(rng.normal(0, 1, (2, 200)))
    cost = Off(head, alone).cost((), np.ones(200, dtype=bool), STATED)
    assert isinstance(cost, Undetermined)
    assert "1,000 are needed" in cost.reason


def test_who_pays_is_decided_after_holm():
    """p = .01, .04, .5: after Holm .03, .08, .5, so the second is not shown."""
    costs = []
    for name, (lost, won) in {"a": (30, 12), "b": (25, 12), "c": (20, 17)}.items():
        pair, everyone = right(100, lost, won, 20)
        costs.append((name, pair.cost((), everyone, STATED), pair.shown(everyone)))
    raw = [stats.binomtest(lost, lost + won).pvalue for lost, won in ((30, 12), (25, 12), (20, 17))]
    assert raw[1] < 0.05 < 2 * raw[1]
    exhibit = who_pays(costs, "right", STATED)
    rows = {row[0]: row for row in exhibit.content["rows"]}
    assert [rows[name][-1] for name in "abc"] == ["pays", "not shown", "not shown"]
    assert float(rows["a"][-2]) == pytest.approx(3 * raw[0], rel=0.01)
    assert rows["a"][1:3] == ["69.1 %", "80.2 %"]


def test_a_head_that_is_better_gains():
    pair, everyone = right(100, 5, 40, 20)
    cost = pair.cost((), everyone, STATED)
    (row,) = who_pays([("all", cost, pair.shown(everyone))], "right", STATED).content["rows"]
    assert row[-1] == "gains"
    assert isinstance(cost, Estimate)


def test_without_a_number_there_is_no_table():
    pair, _ = right(1, 0, 0, 0)
    nobody = np.zeros(1, dtype=bool)
    cost = pair.cost((), nobody, STATED)
    assert who_pays([("all", cost, ("", ""))], "right", STATED) is None
