"""Readings as measurements."""

import numpy as np
import pytest
from scipy.stats import binomtest

from audits.measurement import Estimate, Undetermined
from audits.statistics.correlations import correlation
from audits.statistics.share_measurements import Stated
from audits.translation.clustered_sample import Sample
from audits.translation.measurements import difference, share
from tests.audits.probes.published import figures

STATED = Stated(0.95, 30)


def test_correlation_is_winogenders():
    # Rudinger et al. 2018: the two columns of occupations' statistics correlate by .67.
    paper = figures("winogender")
    _, *shares = zip(*paper["occupations"], strict=True)
    columns = [np.array(share) for share in shares]
    assert correlation(*columns) == pytest.approx(paper["correlation"], abs=paper["tolerance"])


def part(hits, size):
    return Sample(np.ones(size, dtype=np.int64)).share(np.arange(size) < hits)


def test_a_share_of_plain_rows_has_wilsons_interval():
    found = share("female_share", (), part(18, 60), 60, STATED)
    expected = binomtest(18, 60).proportion_ci(0.95, "wilson")
    assert isinstance(found, Estimate)
    assert (found.interval.lower, found.interval.upper) == pytest.approx(
        (expected.low, expected.high)
    )


def test_a_share_that_cannot_be_told_says_why():
    assert share("m", (), None, 0, STATED).reason == "no sentence"
    small = share("m", (), part(1, 1), 1, STATED, smallest=30)
    assert isinstance(small, Undetermined)
    assert small.reason == "1 row where 30 are needed"
    assert small.raw[0] == 1.0
    assert share("m", (), part(1, 60), 60, STATED, why_not="unread").reason == "unread"


def test_a_difference_is_newcombes():
    """Newcombe 1998 (Statistics in Medicine 17:873), 56 of 70 against 48 of 80, method 10."""
    found = difference("m", (), part(56, 70), part(48, 80), STATED)
    assert found.value == pytest.approx(0.2)
    assert (found.interval.lower, found.interval.upper) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert found.sample_size == (70, 80)
    assert difference("m", (), None, part(1, 9), STATED).reason == "one side has no sentence"
