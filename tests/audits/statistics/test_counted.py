"""What was counted is its own interval, and a rule on it is decided by comparing."""

import pytest

from audits.statistics.intervals import limits, one_sided_p, scaled


def test_its_interval_is_itself_at_any_confidence():
    for confidence in (0.5, 0.95, 0.9999):
        interval = limits("counted (a machine)", (78426.0,), confidence)
        assert (interval.lower, interval.upper) == (78426.0, 78426.0)
    assert scaled("counted", (7.0,), 100) == (7.0,)


@pytest.mark.parametrize(
    ("bound", "above", "beyond"),
    [(10, True, False), (9.5, True, True), (10, False, False), (10.5, False, True)],
)
def test_it_is_beyond_a_bound_or_it_is_not(bound, above, beyond):
    assert (one_sided_p("counted", (10.0,), bound, above=above) < 1e-9) is beyond
