"""The lowest of several shares, beside Wilson's and exact intervals from scipy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from audits.statistics.minimum_of_shares import grown, lowest_by, parts
from audits.statistics.proportions import clopper_pearson, wilson

LOWEST = {"wilson": lowest_by(wilson), "exact": lowest_by(clopper_pearson)}
EITHER = pytest.mark.parametrize("name", LOWEST)


@st.composite
def counts(draw):
    trials = draw(st.integers(2, 200))
    return draw(st.integers(0, trials)), trials


SHARES = st.lists(counts(), min_size=1, max_size=5)
CONFIDENCE = st.floats(0.6, 0.99)


def flat(pairs):
    return tuple(float(part) for pair in pairs for part in pair)


def by_hand(name, pairs, confidence, looked_at):
    """scipy's intervals at Bonferroni's level."""
    each = 1 - (1 - confidence) / looked_at
    found = [stats.binomtest(*pair).proportion_ci(each, method=name) for pair in pairs]
    return min(one.low for one in found), min(one.high for one in found)


@EITHER
@given(SHARES, CONFIDENCE)
def test_it_is_the_least_of_intervals_that_hold_at_once(name, pairs, confidence):
    assert LOWEST[name](flat(pairs), confidence) == pytest.approx(
        by_hand(name, pairs, confidence, len(pairs)), abs=1e-9
    )


@EITHER
@given(SHARES, CONFIDENCE, st.integers(0, 20))
def test_more_that_were_looked_at_make_it_longer(name, pairs, confidence, more):
    looked_at = len(pairs) + more
    found = LOWEST[name]((*flat(pairs), float(looked_at)), confidence)
    assert found == pytest.approx(by_hand(name, pairs, confidence, looked_at), abs=1e-9)
    assert found[0] <= LOWEST[name](flat(pairs), confidence)[0] + 1e-12


@EITHER
@given(SHARES, CONFIDENCE, st.randoms())
def test_the_lowest_stands_inside_and_order_is_moot(name, pairs, confidence, random):
    lower, upper = LOWEST[name](flat(pairs), confidence)
    assert lower <= min(x / n for x, n in pairs) <= upper
    random.shuffle(pairs)
    assert LOWEST[name](flat(pairs), confidence) == (lower, upper)


@EITHER
@given(SHARES, st.integers(2, 9))
def test_more_rows_of_the_same_shares_say_more(name, pairs, factor):
    evidence = (*flat(pairs), 7.0)
    more = grown(evidence, factor)
    assert more == (*flat([(factor * x, factor * n) for x, n in pairs]), 7.0)
    before, after = LOWEST[name](evidence, 0.95), LOWEST[name](more, 0.95)
    assert after[0] >= before[0] - 1e-12


def test_evidence_is_read_with_and_without_how_many_were_looked_at():
    assert parts((48, 90, 30, 80)) == ([(48, 90), (30, 80)], 2.0)
    assert parts((48, 90, 30, 80, 5)) == ([(48, 90), (30, 80)], 5)
