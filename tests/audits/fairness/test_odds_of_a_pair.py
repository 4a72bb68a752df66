"""Odds ratios of groups whose rows weigh unequally or belong together, with rules at the truth."""

import os

import numpy as np
import pytest

from audits.data.dataset import Dataset
from audits.fairness.odds_of_a_pair import rows_are_worth
from audits.measurement import Undetermined
from audits.probes.fairness.adjusted import adjusted
from audits.specification.roles import Role
from audits.statistics.shares import Share
from benchmarks.simulate_odds import Design, count, designs, sampled
from tests.audits.probes.published import category, measure, number

DRAWS = 150


@pytest.mark.parametrize(
    "design",
    [
        # By normal limits on effective rows .0375 failed at .025, .01 at .0025, and .912 was held.
        Design((100, 3000), 0.005, deviation=0.5),
        # Of clusters that take from one group what they give the other .87 was held.
        Design((20, 20), 0.4, clusters=(60, 60), alike=0.2, shared=True, opposed=True),
        # Of clusters of which one in ten is far off .915, and .075 failed from above.
        Design((30, 30), 0.05, clusters=(12, 60), far=0.1),
    ],
    ids=str,
)
def test_rules_at_the_truth_seldom_fail(design):
    seen = count(np.random.default_rng(8), design, DRAWS)
    for level, failed in zip((0.025, 0.0025), seen.failed.T.tolist(), strict=True):
        most = DRAWS * level + 2 * (DRAWS * level) ** 0.5
        assert max(failed) <= most
    assert seen.held >= 0.95 * seen.judged - 2 * (0.05 * 0.95 * seen.judged) ** 0.5
    assert seen.judged > DRAWS / 4


@pytest.mark.skipif(not os.environ.get("EVENHAND_LONG"), reason="minutes: EVENHAND_LONG=1 runs it")
@pytest.mark.parametrize("design", list(designs()), ids=str)
def test_no_design_fails_more_often_than_it_may(design):
    seen = count(np.random.default_rng(9), design, 400)
    assert seen.failed[:, 0].max() <= 400 * 0.025 + 2 * 10**0.5
    assert seen.held >= 0.93 * seen.judged


def test_a_clustered_row_is_worth_what_its_share_says_and_weights_count_once():
    assert rows_are_worth(Share(30, 100, 100)) == 1
    assert rows_are_worth(Share(30, 100, 100, 25.0, 10)) == pytest.approx(0.25)
    assert rows_are_worth(Share(30, 100, 100, 25.0, 10, worth=50.0)) == pytest.approx(0.5)


def test_clusters_with_weights_are_not_discounted_twice():
    """Equal weights change nothing; log-normal ones made limits half as long again as they need."""
    design = Design((20, 20), 0.4, clusters=(30, 30), alike=0.1)
    data = sampled(np.random.default_rng(3), design)
    weighted = Dataset((*data, number("w", Role.WEIGHT, np.full(len(data), 2.5))))
    plain, same = (measure(adjusted, one)["adjusted_odds_ratio", "b"] for one in (data, weighted))
    assert same.value == pytest.approx(plain.value)
    assert same.interval.lower == pytest.approx(plain.interval.lower)


@pytest.mark.parametrize("role", [Role.WEIGHT, Role.CLUSTER])
def test_an_answer_that_a_group_never_had_decides_nothing_where_rows_are_unlike(role):
    """A row more may weigh anything: .14 of rules at the truth failed where one in ten was seen."""
    rng = np.random.default_rng(1)
    kind = (
        number("w", role, np.exp(rng.normal(size=160)))
        if role is Role.WEIGHT
        else category("c", role, [str(row // 4) for row in range(160)])
    )
    data = Dataset(
        (
            category("g", Role.PROTECTED, ["b"] * 40 + ["a"] * 120, reference="a"),
            category("s", Role.NUISANCE, ["x", "y"] * 80),
            category("p", Role.PREDICTION, ["0"] * 40 + ["0", "1"] * 60, favourable="1"),
            kind,
        )
    )
    crude = measure(adjusted, data)["crude_odds_ratio", "b"]
    assert isinstance(crude, Undetermined)
    assert "nobody of the group is accepted" in crude.reason
