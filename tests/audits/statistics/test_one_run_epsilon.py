"""The one-run bound against published cases (jax_privacy's tests of Steinke et al. 2023)."""

import subprocess
import sys
from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, norm

from audits.statistics.intervals import limits, one_sided_p
from audits.statistics.one_run_epsilon import METHOD, evidence_of, frontier, grown, p_value


@pytest.mark.parametrize(
    ("right", "epsilon"), [(100, 3.465376), (90, 1.626143), (60, 0.049549), (50, 0.0)]
)
def test_published_bounds_of_a_hundred_guesses_among_a_thousand_canaries(right, epsilon):
    """delta 1e-5, significance .05: one-sided, so the interval's confidence is .9."""
    evidence = evidence_of(1000, 1e-5, [(100, right)])
    found = limits(METHOD, evidence, 0.9)
    assert found.lower == pytest.approx(epsilon, abs=1e-6)
    assert found.upper == inf
    if epsilon:
        assert p_value(1000, 100, right, epsilon, 1e-5) == pytest.approx(0.05, abs=1e-6)


@pytest.mark.parametrize(
    ("moved", "vertices", "epsilon"),
    [(0, 2, 0.0), (1, 386, 1.13346), (2, 374, 2.311945), (4, 140, 4.395568)],
)
def test_published_bounds_of_ten_thousand_canaries_on_either_side(moved, vertices, epsilon):
    """Scores are normal quantiles; those put in are moved. Without Bonferroni 2.38, 4.66, 7.44."""
    left_out = norm.ppf((np.arange(10_000) + 0.5) / 10_000)
    corners = frontier(left_out + moved, left_out)
    assert len(corners) == vertices
    found = limits(METHOD, evidence_of(20_000, 1e-6, corners), 0.9)
    assert found.lower == pytest.approx(epsilon, abs=1e-4)


@given(
    st.lists(st.integers(0, 6), min_size=1, max_size=12),
    st.lists(st.integers(0, 6), min_size=1, max_size=12),
)
def test_the_hull_ends_at_everybody_and_no_threshold_lies_above_it(inside, outside):
    corners = frontier(np.array(inside, dtype=float), np.array(outside, dtype=float))
    assert corners[0] == (0, 0)
    assert corners[-1] == (len(inside) + len(outside), len(inside))
    wrong, right = (np.array(each) for each in zip(*((g - r, r) for g, r in corners), strict=True))
    for threshold in range(7):
        hits = sum(score >= threshold for score in inside)
        false = sum(score >= threshold for score in outside)
        # The highest share of right guesses that the hull allows at so many wrong ones.
        allowed = max(right[wrong == false]) if false in wrong else np.interp(false, wrong, right)
        assert hits <= allowed + 1e-9


def test_nothing_bounds_it_from_above_and_more_canaries_say_more():
    evidence = evidence_of(1000, 1e-5, [(100, 90)])
    assert one_sided_p(METHOD, evidence, 1.0, above=False) == 1.0
    assert one_sided_p(METHOD, evidence, 1.0, above=True) < 0.01
    more = limits(METHOD, grown(evidence, 4), 0.9)
    assert more.lower > limits(METHOD, evidence, 0.9).lower


def test_guesses_by_a_coin_seldom_show_anything():
    """Of 200 attackers who know nothing at most 5 % are above 0; 20 have odds of 1 in 500."""
    rng = np.random.default_rng(0)
    shown = 0
    for _ in range(200):
        scores = rng.normal(size=200)
        inside = rng.random(200) < 0.5
        corners = frontier(scores[inside], scores[~inside])
        shown += limits(METHOD, evidence_of(200, 1e-5, corners), 0.9).lower > 0
    assert shown < 20


def test_audits_without_canaries_do_not_load_what_only_they_need():
    """Half a second of processor time of each audit: every interval's module is loaded by all."""
    program = "import audits.statistics.intervals, sys; print({'scipy.stats', 'scipy.optimize'} & "
    program += "sys.modules.keys())"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"


@pytest.mark.parametrize(
    ("guesses", "right", "epsilon"), [(40, 31, 0.5), (400, 399, 6.0), (9000, 5200, 0.1)]
)
def test_what_delta_adds_is_the_worst_average_over_all_counts_below(guesses, right, epsilon):
    """Theorem 5.2 as it stands, every count looked at."""
    chance = 1 / (1 + np.exp(-epsilon))
    below = np.arange(1, right + 1)
    averages = np.cumsum(binom.pmf(right - below, guesses, chance)) / below
    expected = binom.sf(right - 1, guesses, chance) + 2 * 2 * guesses * 1e-3 * averages.max()
    found = p_value(2 * guesses, guesses, right, epsilon, 1e-3)
    assert found == pytest.approx(min(1.0, expected), rel=1e-9)


def test_of_very_many_canaries_only_the_counts_that_matter_are_looked_at():
    """400 million guesses of which three quarters are right, where .7 are by chance: certain."""
    assert p_value(10**9, 4 * 10**8, 3 * 10**8, np.log(7 / 3), 0.0) == 0
    assert 0 < p_value(10**9, 4 * 10**8, 3 * 10**8, np.log(7 / 3), 1e-12) < 1e-6
