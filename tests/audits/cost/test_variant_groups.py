"""Flips, right answers and gaps of groups, counted by hand; intervals by scipy."""

import numpy as np
import pytest
from scipy import stats

from audits.cost.energy import Spent
from audits.cost.variant_groups import Judged, measured, widest_gap, worst_group
from audits.cost.variants import ORIGINAL, Tried, Variant
from audits.data.dataset import Categories, Column, Dataset
from audits.measurement import Estimate, Undetermined
from audits.models import Answers, StoredSize
from audits.probing.subject import Subject
from audits.specification.roles import Role
from audits.statistics.shares import Stated

STATED = Stated(0.95, 30)
# By group its rows: right in both, lost, gained, wrong in both.
COUNTS = {"a": (85, 5, 3, 7), "b": (22, 8, 0, 10), "c": (5, 1, 1, 3)}


class Answering:
    reads, classes, fingerprint = (), ("no", "yes"), "0" * 64

    def classify(self, features):
        return Answers(np.zeros(0, dtype=np.intp), None)


def judged(*, unlabelled=0, without_label=False):
    groups, label, own, smaller = [], [], [], []
    for name, counts in COUNTS.items():
        for (first, second), count in zip(((1, 1), (1, 0), (0, 1), (0, 0)), counts, strict=True):
            for number in range(count):
                truth = number % 2
                groups.append(name)
                label.append(("no", "yes")[truth])
                own.append(truth if first else 1 - truth)
                smaller.append(truth if second else 1 - truth)
    label[:unlabelled] = [None] * unlabelled
    columns = [Column("who", Role.PROTECTED, Categories.of(groups), reference="a")]
    if not without_label:
        columns.append(Column("label", Role.LABEL, Categories.of(label)))
    forms = [
        Variant(name, np.array(codes), StoredSize(1, 1), "", Spent(None, np.ones(1), None))
        for name, codes in ((ORIGINAL, own), ("small", smaller))
    ]
    tried = Tried(np.arange(len(own)), 0, forms[0], (forms[1],), {}, "here")
    return Judged.of(Subject(Dataset(tuple(columns)), Answering()), tried)


def numbers(one, name="small"):
    return {(m.metric.removeprefix("variant_"), dict(m.group).get("who")): m
            for m in measured(one, name, STATED)}  # fmt: skip


def test_everybody_and_each_group():
    found = numbers(judged())
    expected = {
        ("flip_rate", None): 18 / 150, ("flip_rate", "a"): 8 / 100, ("flip_rate", "b"): 8 / 40,
        ("accuracy", None): 116 / 150, ("accuracy", "a"): 88 / 100, ("accuracy", "b"): 22 / 40,
        ("accuracy_change", None): -10 / 150, ("accuracy_change", "a"): -2 / 100,
        ("accuracy_change", "b"): -8 / 40,
        ("flip_difference", "b"): 8 / 40 - 8 / 100,
        ("accuracy_change_difference", "b"): -8 / 40 + 2 / 100,
    }  # fmt: skip
    for key, value in expected.items():
        assert isinstance(found[key], Estimate), key
        assert found[key].value == pytest.approx(value), key
        assert dict(found[key].group)["variant"] == "small"
    assert found["flip_rate", "a"].sample_size == 100
    assert found["flip_difference", "b"].sample_size == (40, 100)
    assert dict(found["flip_difference", "b"].reference) == {"who": "a", "variant": "small"}
    # The reference is beside nobody.
    assert ("flip_difference", "a") not in found
    # Ten rows are seen, and decide nothing.
    for metric in ("flip_rate", "accuracy", "accuracy_change", "flip_difference"):
        assert isinstance(found[metric, "c"], Undetermined), metric
        assert found[metric, "c"].raw is not None


def test_of_the_model_itself_nothing_changes():
    found = numbers(judged(), ORIGINAL)
    assert {metric for metric, _ in found} == {"accuracy"}
    assert found["accuracy", "b"].value == pytest.approx(30 / 40)


def test_the_paired_change_is_surer_than_two_shares_would_be():
    """McNemar's exact p of 8 lost and none gained is 2 / 2**8, so 0 lies outside the interval."""
    change = numbers(judged())["accuracy_change", "b"]
    assert stats.binomtest(0, 8).pvalue == pytest.approx(2 / 2**8)
    assert change.interval.upper < 0


def test_rows_without_a_label_flip_and_are_neither_right_nor_wrong():
    found = numbers(judged(unlabelled=5))
    assert found["flip_rate", "a"].sample_size == 100
    assert found["accuracy", "a"].sample_size == 95
    assert found["accuracy", "a"].value == pytest.approx(83 / 95)


def test_without_labels_flips_alone_are_told():
    one = judged(without_label=True)
    assert {metric for metric, _ in numbers(one)} == {"flip_rate", "flip_difference"}
    assert worst_group(one, "small", STATED) is None
    assert widest_gap(one, "small", STATED) is None


def limits_of(hits, rows, confidence, method="wilson"):
    return stats.binomtest(hits, rows).proportion_ci(confidence, method=method)


def test_the_worst_group_is_the_lowest_of_all_that_are_ranked():
    """Of two groups, so each limit is at 1 - .05 / 2; the third has ten rows."""
    lowest = worst_group(judged(), "small", STATED)
    assert lowest.value == pytest.approx(22 / 40)
    assert dict(lowest.group) == {"who": "b"}
    assert lowest.rows == 40
    own, other = limits_of(22, 40, 0.975, "exact"), limits_of(88, 100, 0.975, "exact")
    assert lowest.low == pytest.approx(min(own.low, other.low))
    assert lowest.high == pytest.approx(min(own.high, other.high))


def test_the_widest_gap_by_newcombe():
    """Newcombe 1998, method 10: the square root of the squared distances to Wilson's limits."""
    widest = widest_gap(judged(), "small", STATED)
    gap = 88 / 100 - 22 / 40
    a, b = limits_of(88, 100, 0.95), limits_of(22, 40, 0.95)
    assert widest.value == pytest.approx(gap)
    assert widest.low == pytest.approx(
        gap - ((88 / 100 - a.low) ** 2 + (b.high - 22 / 40) ** 2) ** 0.5
    )
    assert widest.high == pytest.approx(
        gap + ((a.high - 88 / 100) ** 2 + (22 / 40 - b.low) ** 2) ** 0.5
    )
    assert dict(widest.group) == {"who": "b"}
