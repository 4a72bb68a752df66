"""A gap that turns round, on the admissions to Berkeley and by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.confounds.simpson_reversals import Reversal, reversal

# Bickel, Hammel & O'Connell 1975, Science 187:398, six departments: admitted and applied.
DEPARTMENTS = list("ABCDEF")
WOMEN = np.array([[89, 108], [17, 25], [202, 593], [131, 375], [94, 393], [24, 341]])
MEN = np.array([[512, 825], [353, 560], [120, 325], [138, 417], [53, 191], [22, 373]])

SHARES = st.integers(1, 40).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
STRATA = st.lists(st.tuples(SHARES, SHARES), min_size=1, max_size=5)


def test_women_were_admitted_less_in_all_and_more_within_departments():
    found = reversal(DEPARTMENTS, WOMEN, MEN)
    assert found.crude == pytest.approx(557 / 1835 - 1198 / 2691)
    assert found.crude_error > 0
    assert found.adjusted > 0
    assert found.against == 4
    assert found.is_shown


def by_hand(group, reference):
    """Mantel-Haenszel's risk difference: gaps weighted by n m / (n + m)."""
    weights = [n * m / (n + m) for (_, n), (_, m) in zip(group, reference, strict=True)]
    gaps = [x / n - y / m for (x, n), (y, m) in zip(group, reference, strict=True)]
    return sum(w * g for w, g in zip(weights, gaps, strict=True)) / sum(weights)


@given(STRATA)
def test_the_adjusted_gap_is_the_weighted_mean_of_the_gaps(strata):
    group, reference = (np.array(part) for part in zip(*strata, strict=True))
    names = [str(at) for at in range(len(strata))]
    found = reversal(names, group, reference)
    assert found.adjusted == pytest.approx(by_hand(group, reference))
    turned = reversal(names, reference, group)
    assert turned.adjusted == pytest.approx(-found.adjusted)
    assert turned.error == pytest.approx(found.error)
    # Ten times the rows: the same gap, known better.
    more = reversal(names, 10 * group, 10 * reference)
    assert more.adjusted == pytest.approx(found.adjusted)
    assert more.error <= found.error + 1e-12


def test_a_stratum_with_one_group_alone_says_nothing():
    assert reversal(["a"], np.array([[3, 5]]), np.array([[0, 0]])) is None
    both = reversal(["a", "b"], np.array([[3, 5], [1, 2]]), np.array([[0, 0], [1, 4]]))
    assert isinstance(both, Reversal)
    assert [part.name for part in both.parts] == ["b"]
