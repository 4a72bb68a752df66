"""A range that a stated model leaves open."""

import pytest

from audits.statistics.intervals import limits, one_sided_p, scaled

EVIDENCE = (6.3, 2.0, 20.0)


def test_its_ends_are_those_of_the_model_at_any_confidence():
    for confidence in (0.5, 0.95, 0.9999):
        interval = limits("stated-bounds (estimated)", EVIDENCE, confidence)
        assert (interval.lower, interval.upper) == (2.0, 20.0)
    assert scaled("stated-bounds", EVIDENCE, 50) == EVIDENCE


@pytest.mark.parametrize(
    ("bound", "above", "beyond"),
    [(1.9, True, True), (2.1, True, False), (20.1, False, True), (19.9, False, False)],
)
def test_only_the_whole_range_breaks_a_bound(bound, above, beyond):
    assert (one_sided_p("stated-bounds", EVIDENCE, bound, above=above) < 1e-9) is beyond
