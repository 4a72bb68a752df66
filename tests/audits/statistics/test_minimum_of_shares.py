"""The lowest of several shares, beside Wilson's intervals from scipy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from audits.statistics.minimum_of_shares import grown, parts, wilson_lowest


@st.composite
def counts(draw):
    trials = draw(st.integers(2, 200))
    return draw(st.integers(0, trials)), trials


SHARES = st.lists(counts(), min_size=1, max_size=5)
CONFIDENCE = st.floats(0.6, 0.99)


def flat(pairs):
    return tuple(float(part) for pair in pairs for part in pair)


def by_hand(pairs, confidence, looked_at):
    """scipy's Wilson intervals at Bonferroni's level."""
    each = 1 - (1 - confidence) / looked_at
    found = [stats.binomtest(*pair).proportion_ci(each, method="wilson") for pair in pairs]
    return min(one.low for one in found), min(one.high for one in found)


@given(SHARES, CONFIDENCE)
def test_it_is_the_least_of_intervals_that_hold_at_once(pairs, confidence):
    assert wilson_lowest(flat(pairs), confidence) == pytest.approx(
        by_hand(pairs, confidence, len(pairs)), abs=1e-9
    )


@given(SHARES, CONFIDENCE, st.integers(0, 20))
def test_more_that_were_looked_at_make_it_longer(pairs, confidence, more):
    looked_at = len(pairs) + more
    found = wilson_lowest((*flat(pairs), float(looked_at)), confidence)
    assert found == pytest.approx(by_hand(pairs, confidence, looked_at), abs=1e-9)
    assert found[0] <= wilson_lowest(flat(pairs), confidence)[0] + 1e-12


@given(SHARES, CONFIDENCE, st.randoms())
def test_the_lowest_stands_inside_and_order_is_moot(pairs, confidence, random):
    lower, upper = wilson_lowest(flat(pairs), confidence)
    assert lower <= min(x / n for x, n in pairs) <= upper
    random.shuffle(pairs)
    assert wilson_lowest(flat(pairs), confidence) == (lower, upper)


@given(SHARES, st.integers(2, 9))
def test_more_rows_of_the_same_shares_say_more(pairs, factor):
    evidence = (*flat(pairs), 7.0)
    more = grown(evidence, factor)
    assert more == (*flat([(factor * x, factor * n) for x, n in pairs]), 7.0)
    before, after = wilson_lowest(evidence, 0.95), wilson_lowest(more, 0.95)
    assert after[0] >= before[0] - 1e-12


def test_evidence_is_read_with_and_without_how_many_were_looked_at():
    assert parts((48, 90, 30, 80)) == ([(48, 90), (30, 80)], 2.0)
    assert parts((48, 90, 30, 80, 5)) == ([(48, 90), (30, 80)], 5)
