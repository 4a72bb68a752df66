from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audits.data.dataset import Categories, Column, Dataset
from audits.data.tallies import Tally
from audits.measurement import Estimate, Undetermined
from audits.probes.fairness.selection_rate import selection_rate
from audits.probing.subject import Subject
from audits.specification.roles import Role
from audits.statistics.share_measurements import (
    Pair,
    Share,
    Stated,
    gap,
    larger_gap,
    rate,
    ratio,
    share_of,
)

STATED = Stated(0.95, 30)
GROUP, REFERENCE = (("sex", "f"),), (("sex", "m"),)


def test_a_small_group_is_undetermined_not_equal():
    found = rate("selection_rate", GROUP, Share(3, 8, 8), STATED)
    assert isinstance(found, Undetermined)
    assert found.reason == "8 rows where 30 are needed"
    assert found.raw[0] == 3 / 8


def test_a_gap_with_a_small_side_is_undetermined_and_says_which():
    small, large = Share(3, 8, 8), Share(50, 100, 100)
    own = gap("x", GROUP, REFERENCE, Pair(small, large), STATED)
    other = gap("x", GROUP, REFERENCE, Pair(large, small), STATED)
    assert own.reason == "8 rows where 30 are needed"
    assert other.reason == "of the reference: 8 rows where 30 are needed"
    assert own.raw is not None
    assert other.raw is not None


def test_what_clusters_of_the_reference_lack_is_a_sentence_about_the_reference():
    """A clause does not stand behind "the reference has": each reason follows a colon."""
    large = Share(50, 100, 100)
    for reference, lacks in (
        (Share(50, 100, 100, clusters=63, lacked_clusters=90), "the rate goes with the size of "),
        (Share(50, 100, 100, clusters=21, alike=3.2), "21 clusters of unequal size are worth 3 "),
        (Share(50, 100, 100, worth=12.5), "weights are worth 12 rows "),
    ):
        found = gap("x", GROUP, REFERENCE, Pair(large, reference), STATED)
        assert found.reason.startswith(f"of the reference: {lacks}")


def test_without_a_single_row_there_is_no_raw_value():
    nobody, large = Share(0, 0, 0), Share(50, 100, 100)
    for found in (
        rate("x", GROUP, nobody, STATED),
        gap("x", GROUP, REFERENCE, Pair(nobody, large), STATED),
        ratio("x", GROUP, REFERENCE, Pair(large, nobody), STATED),
        larger_gap("x", GROUP, REFERENCE, (Pair(nobody, large), Pair(large, large)), STATED),
    ):
        assert isinstance(found, Undetermined)
        assert found.raw is None
        assert "0 rows" in found.reason


def test_a_ratio_over_nothing_is_undetermined():
    found = ratio("x", GROUP, REFERENCE, Pair(Share(5, 50, 50), Share(0, 50, 50)), STATED)
    assert found.reason == "the reference's rate is 0"


def test_a_ratio_of_nothing_is_0_with_an_interval():
    found = ratio("x", GROUP, REFERENCE, Pair(Share(0, 50, 50), Share(5, 50, 50)), STATED)
    assert isinstance(found, Estimate)
    assert found.value == 0
    assert found.interval.lower == 0 < found.interval.upper


@settings(max_examples=25)
@given(
    st.lists(st.tuples(st.integers(1, 6), st.integers(2, 9)), min_size=2, max_size=3),
    st.integers(0, 4),
    st.integers(0, 4),
)
def test_bounds_hold_whatever_the_unknown_people_are(groups, hits, misses):
    """Every person of unknown group is put into every group in turn, and the rates are counted."""
    known = {f"g{i}": (min(yes, size), size) for i, (yes, size) in enumerate(groups)}
    table = [(name, at < yes) for name, (yes, size) in known.items() for at in range(size)] + [
        (None, at < hits) for at in range(hits + misses)
    ]
    names, answers = zip(*table, strict=True)
    data = Dataset(
        (
            Column("group", Role.PROTECTED, Categories.of(list(names)), reference="g1"),
            Column("yes", Role.PREDICTION, Categories.of([str(int(a)) for a in answers]),
                   favourable="1"),
        )
    )  # fmt: skip
    found = {
        (m.metric, m.group[0][1]): m
        for m in selection_rate(Subject(data), smallest_group=1)
        if isinstance(m, Estimate) and m.group
    }
    rates = []
    for guess in product(known, repeat=hits + misses):
        counted = {name: list(pair) for name, pair in known.items()}
        for at, name in enumerate(guess):
            counted[name][0] += at < hits
            counted[name][1] += 1
        rates.append({name: yes / size for name, (yes, size) in counted.items()})
    values = {
        "selection_rate": [rate["g0"] for rate in rates],
        "demographic_parity_difference": [rate["g0"] - rate["g1"] for rate in rates],
        "disparate_impact_ratio": [rate["g0"] / rate["g1"] for rate in rates],
    }
    for metric, every in values.items():
        bounds = found[metric, "g0"].bounds
        if hits + misses == 0:
            assert bounds is None
            continue
        assert bounds.lower == pytest.approx(min(every), abs=1e-12)
        assert bounds.upper == pytest.approx(max(every), abs=1e-12)


def test_a_weighted_share_has_its_linearised_error_by_hand():
    rng = np.random.default_rng(4)
    weight, hit = rng.random(200) + 0.2, rng.random(200) < 0.3
    cells = [hit, ~hit]
    tally = Tally(
        np.array([part.sum() for part in cells]),
        np.array([weight[part].sum() for part in cells]),
        np.array([(weight[part] ** 2).sum() for part in cells]),
    )
    found = share_of(tally, np.array([True, False]), np.array([True, True]))
    value = (weight * hit).sum() / weight.sum()
    variance = ((weight * (hit - value)) ** 2).sum() * 200 / 199 / weight.sum() ** 2
    assert found.value == pytest.approx(value, rel=1e-12)
    assert value * (1 - value) / found.effective == pytest.approx(variance, rel=1e-9)
    assert found.rows == 200


def test_a_weighted_share_never_has_wilsons_interval():
    found = rate("x", GROUP, Share(30.5, 60.2, 100, 80.0), STATED)
    assert found.method == "linearised"
    assert found.sample_size == 100


def test_a_weighted_share_of_nothing_has_an_exact_bound():
    found = rate("x", GROUP, Share(0.0, 60.2, 100, 80.0), STATED)
    # No success among 80: the upper end solves (1 - u)^80 = .025.
    assert found.interval.upper == pytest.approx(1 - 0.025 ** (1 / 80), rel=1e-9)


def test_the_larger_gap_keeps_its_sign():
    tpr = Pair(Share(50, 100, 100), Share(80, 100, 100))
    fpr = Pair(Share(21, 100, 100), Share(20, 100, 100))
    found = larger_gap("equalized_odds_difference", GROUP, REFERENCE, (tpr, fpr), STATED)
    assert found.value == pytest.approx(-0.3)
    assert found.interval.upper < 0
