import pytest

from audits.measurement import Estimate, Undetermined
from audits.statistics.impact_ratio import Candidate, ratios_to_highest
from audits.statistics.share_measurements import Share, Stated

STATED = Stated(0.95, 30)


def shares(**held):
    return [
        Candidate((("group", name),), Share(x, n, n), unknown)
        for name, (x, n, unknown) in held.items()
    ]


def ratios(**held):
    found = ratios_to_highest("impact_ratio", shares(**held), STATED)
    return {dict(each.group)["group"]: each for each in found}


def test_each_share_is_over_the_highest_and_the_highest_is_1():
    found = ratios(a=(60, 100, None), b=(48, 100, None), c=(30, 100, None))
    assert {name: each.value for name, each in found.items()} == pytest.approx(
        {"a": 1.0, "b": 0.8, "c": 0.5}
    )
    assert all(each.reference == (("group", "a"),) for each in found.values())
    assert all(each.interval.upper <= 1 for each in found.values())
    assert found["a"].interval.lower < 1


def test_a_small_group_is_not_the_highest_and_has_a_raw_ratio():
    found = ratios(a=(50, 100, None), b=(40, 100, None), c=(10, 10, None))
    assert found["b"].value == pytest.approx(0.8)
    assert isinstance(found["c"], Undetermined)
    assert found["c"].reason == "10 rows where 30 are needed"
    assert found["c"].raw[0] == 1.0


def test_nobody_large_or_nobody_selected_is_undetermined():
    assert isinstance(ratios(a=(5, 10, None), b=(3, 10, None))["a"], Undetermined)
    found = ratios(a=(0, 100, None), b=(0, 100, None))
    assert found["a"].reason == "no group has a rate above 0"
    alone = ratios(a=(50, 100, None), b=(5, 10, None))
    assert alone["a"].reason == "no other group is large enough to compare with"


def test_few_clusters_keep_a_group_from_being_the_highest():
    held = [
        Candidate((("group", "a"),), Share(80, 100, 100, 20.0, 4)),
        Candidate((("group", "b"),), Share(50, 100, 100, 60.0, 20)),
        Candidate((("group", "c"),), Share(40, 100, 100, 60.0, 20)),
    ]
    a, b, c = ratios_to_highest("impact_ratio", held, STATED)
    assert a.reason == "4 clusters where 5 are needed"
    assert isinstance(b, Estimate)
    assert c.value == pytest.approx(0.8)


def test_unknown_rows_move_the_ratio_within_its_bounds():
    # Ten unknown, six of them selected: all could be b's, or all a's.
    unknown = Share(6, 10, 10)
    found = ratios(a=(50, 100, unknown), b=(40, 100, unknown))["b"]
    assert found.bounds.lower == pytest.approx((40 / 104) / (56 / 106))
    assert found.bounds.upper == pytest.approx((46 / 106) / (50 / 104))
