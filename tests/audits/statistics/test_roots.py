"""Roots against scipy's, and the edge of a condition against a search of every step."""

from math import exp, inf, log

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.optimize import brentq

from audits.statistics.roots import edge, root


@given(st.floats(-3, 3), st.floats(0.01, 50), st.floats(0.1, 5), st.floats(0.1, 5))
def test_a_root_is_scipys(centre, steep, left, right):
    def score(at):
        return (at - centre) ** 3 + (at - centre) / steep

    low, high = centre - left, centre + right
    assume(score(low) * score(high) < 0)
    theirs = brentq(score, low, high, xtol=1e-13, rtol=1e-13)
    assert root(score, low, high) == pytest.approx(theirs, abs=1e-9)


def test_an_end_that_is_a_root_is_the_answer():
    assert root(lambda at: at, 0.0, 1.0) == 0.0
    assert root(lambda at: at - 1, 0.0, 1.0) == 1.0


@given(st.floats(0.001, 0.999))
def test_a_condition_changes_between_the_two_points(cut):
    last, first = edge(lambda at: -inf if at >= cut else inf, 0.0, 1.0, narrow=1e-6)
    assert last < cut <= first
    assert first - last <= 1e-6


@given(st.floats(0.05, 0.9))
def test_a_falling_function_crosses_where_its_logarithm_says(cut):
    last, first = edge(lambda at: exp(-at) - cut, 0.0, 5.0, narrow=1e-9, at_low=1 - cut)
    assert last <= -log(cut) + 1e-12
    assert first >= -log(cut) - 1e-12
    assert first - last <= 1e-9


def test_a_flat_stretch_at_zero_counts_to_its_end():
    last, _ = edge(lambda at: 0.0 if at <= 0.7 else -1.0, 0.0, 1.0, narrow=1e-9, at_low=0.0)
    assert last == pytest.approx(0.7, abs=1e-9)


def test_narrower_than_numbers_are_apart_it_ends_between_neighbours():
    last, first = edge(lambda at: -inf if at >= 1 / 3 else inf, 0.0, 1.0, narrow=0.0)
    assert last < 1 / 3 <= first
    assert first == pytest.approx(1 / 3, rel=1e-15)
