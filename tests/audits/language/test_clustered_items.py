import numpy as np
import pytest
from scipy import stats

from audits.language.clustered_items import Items, item_mean, item_share
from audits.measurement import Undetermined
from audits.statistics.share_measurements import Stated

STATED = Stated(0.95, 30)


def items(units, each=6):
    return Items(np.repeat(np.arange(units, dtype=np.int32), each))


def test_a_mean_of_equal_clusters_has_the_error_of_their_means():
    values = np.random.default_rng(0).choice([-1.0, 0.0, 1.0], 72, p=[0.2, 0.5, 0.3])
    mean = item_mean("m", (), items(12), values, STATED, within=(-1, 1))
    of_clusters = values.reshape(12, 6).mean(axis=1)
    assert mean.evidence == pytest.approx((values.mean(), stats.sem(of_clusters), 11, -1, 1))
    # A cluster that was not seen makes it longer than t's.
    theirs = stats.ttest_1samp(of_clusters, 0).confidence_interval(0.95)
    assert mean.interval.lower < theirs.low < theirs.high < mean.interval.upper
    assert mean.method == "mid-gaffke (12 clusters)"


def test_without_variation_the_clusters_bound_it_and_not_the_rows():
    mean = item_mean("m", (), items(10), np.ones(60), STATED, within=(-1, 1))
    # Hoeffding 1963: width 2 times sqrt(ln(2 / .05) / (2 * 10)).
    assert mean.interval.lower == pytest.approx(1 - 2 * np.sqrt(np.log(40) / 20))


@pytest.mark.parametrize(("units", "each", "reason"), [(4, 10, "4 clusters"), (6, 4, "24 rows")])
def test_few_clusters_and_few_rows_are_undetermined(units, each, reason):
    some = items(units, each)
    hit = np.arange(len(some)) % 2 == 0
    mean = item_mean("m", (), some, hit.astype(float), STATED, within=(0, 1))
    share = item_share("m", (), some, hit, STATED, None)
    for measured in (mean, share):
        assert isinstance(measured, Undetermined)
        assert reason in measured.reason
        assert measured.raw[0] == 0.5


def test_a_reason_of_the_caller_wins_and_nothing_at_all_has_one():
    hit = np.ones(60, dtype=bool)
    assert item_share("m", (), items(10), hit, STATED, "unread").reason == "unread"
    mean = item_mean("m", (), items(10), hit * 1.0, STATED, within=(0, 1), why_not="unread")
    assert mean.reason == "unread"
    assert isinstance(item_share("m", (), items(0), hit[:0], STATED, None), Undetermined)
    assert isinstance(item_mean("m", (), items(0), np.zeros(0), STATED, within=(0, 1)),
                      Undetermined)  # fmt: skip


def test_means_of_clusters_are_each_clusters_own():
    some = Items(np.array([7, 7, 3, 9, 9, 9], dtype=np.int32))
    means = some.unit_means(np.array([1.0, 0.0, 0.5, 1.0, 1.0, 0.0]))
    assert means.tolist() == [0.5, 0.5, pytest.approx(2 / 3)]
    assert some.units == 3
    assert len(some.take(some.clusters == 9)) == 3
