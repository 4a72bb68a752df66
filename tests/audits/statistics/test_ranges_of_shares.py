"""Several readings of one number: the interval over both, and the test that inverts it."""

import pytest

from audits.statistics.intervals import beyond, deciding, limits, one_sided_p
from audits.statistics.proportions import newcombe, wilson


def test_the_printed_interval_reaches_from_the_lowest_to_the_highest_limit():
    printed = limits("wilson-range", (2, 50, 12, 100), 0.95)
    first, second = wilson((2, 50), 0.95), wilson((12, 100), 0.95)
    assert (printed.lower, printed.upper) == (first[0], second[1])
    gap = limits("newcombe-range", (2, 50, 9, 50, 12, 100, 1, 100), 0.95)
    first, second = newcombe((2, 50, 9, 50), 0.95), newcombe((12, 100, 1, 100), 0.95)
    assert (gap.lower, gap.upper) == (first[0], second[1])


@pytest.mark.parametrize(
    ("method", "evidence"),
    [("wilson-range", (2, 50, 12, 100)), ("newcombe-range", (2, 50, 9, 50, 12, 100, 1, 100))],
)
def test_a_bound_is_broken_where_both_readings_break_it(method, evidence):
    half, name = len(evidence) // 2, deciding(method)
    alone = {"clopper-pearson-range": "clopper-pearson", "melded-range": "melded-difference"}[name]
    for bound in (-0.05, 0.01, 0.08, 0.3):
        for above in (True, False):
            each = [
                one_sided_p(alone, part, bound, above=above)
                for part in (evidence[:half], evidence[half:])
            ]
            p_value = one_sided_p(name, evidence, bound, above=above)
            assert p_value == pytest.approx(max(each))
            assert beyond(name, evidence, bound, 0.025, above=above) == (p_value <= 0.025)


def test_its_limits_are_where_its_test_stands_at_the_level():
    decided = limits("clopper-pearson-range", (2, 50, 12, 100), 0.95)
    name, evidence = "clopper-pearson-range", (2, 50, 12, 100)
    assert one_sided_p(name, evidence, decided.lower, above=True) == pytest.approx(0.025, abs=1e-6)
    assert one_sided_p(name, evidence, decided.upper, above=False) == pytest.approx(0.025, abs=1e-6)


def test_a_third_reading_widens_the_interval():
    first, third = wilson((2, 50), 0.95), wilson((0, 200), 0.95)
    printed = limits("wilson-range", (2, 50, 3, 100, 0, 200), 0.95)
    assert (printed.lower, printed.upper) == (third[0], first[1])
    name = "clopper-pearson-range"
    p_value = one_sided_p(name, (2, 50, 12, 100, 1, 200), 0.01, above=True)
    assert p_value == pytest.approx(one_sided_p("clopper-pearson", (1, 200), 0.01, above=True))
