"""From values to places on paper."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.report.charts.scale import (
    Scale,
    axis_scale,
    covering,
    step,
    symmetric,
    tick_label,
    ticks,
)
from audits.report.charts.shapes import Axis

NUMBERS = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=9)


def test_a_value_outside_ends_at_the_frame():
    scale = Scale((0.0, 1.0), (0.0, 100.0))
    assert scale(7.0) == 100.0
    assert scale.limits((None, 0.5)) == (0.0, 50.0)


def test_equal_ratios_are_equal_distances_on_a_logarithmic_scale():
    scale = Scale((0.25, 4.0), (0.0, 400.0), logarithmic=True)
    assert scale(0.5) == pytest.approx(100.0)
    assert scale(2.0) == pytest.approx(300.0)


@pytest.mark.parametrize(
    ("domain", "expected"),
    [((0.0, 1.0), [0, 0.25, 0.5, 0.75, 1]), ((-0.4, 0.4), [-0.4, -0.2, 0, 0.2, 0.4])],
)
def test_ticks_are_round(domain, expected):
    assert ticks(domain, logarithmic=False) == pytest.approx(expected)


def test_logarithmic_ticks_lie_inside():
    assert ticks((0.001, 0.5), logarithmic=True) == pytest.approx([0.001, 0.01, 0.1])
    assert ticks((0.4, 2.5), logarithmic=True) == pytest.approx([0.5, 1, 2])


def test_between_two_counted_things_there_is_no_place():
    assert ticks((0.0, 2.0), logarithmic=False, count=5, whole=True) == [0, 1, 2]
    assert ticks((0.0, 12.0), logarithmic=False, count=5, whole=True) == [0, 5, 10]


def test_a_short_logarithmic_axis_has_more_than_one_place():
    assert ticks((0.7, 1.4), logarithmic=True) == pytest.approx([0.8, 1, 1.2, 1.4])
    assert ticks((0.93, 1.1), logarithmic=True) == pytest.approx([0.95, 1, 1.05, 1.1])


def test_one_value_still_has_a_domain():
    low, high = covering([3.0], logarithmic=False)
    assert low < 3.0 < high


def test_tick_labels_use_a_true_minus():
    assert tick_label(-0.25, "share difference") == "−25"
    assert tick_label(0.1, "share difference") == "+10"
    assert tick_label(0.25, "share") == "25%"


def test_a_large_number_alone_has_room_for_its_labels():
    low, high = covering([24_100], logarithmic=False)
    assert low < 23_000 < 25_000 < high


def test_tick_labels_are_short():
    assert tick_label(800_000, "per second") == "800k"
    assert tick_label(-25_000_000, "number") == "−25M"
    assert tick_label(5_000, "number") == "5000"
    assert tick_label(2_500_000, "bytes") == "2.5"
    assert tick_label(4e10, "count") == "40G"
    assert tick_label(-1.5, "number") == "−1.5"


@given(NUMBERS)
def test_a_domain_holds_every_value_and_a_balanced_one_is_balanced(values):
    low, high = covering(values, logarithmic=False)
    slack = 1e-9 * max(1.0, *map(abs, values))
    assert low - slack <= min(values)
    assert max(values) <= high + slack
    low, high = symmetric(values, at_least=0.1)
    assert low == -high
    assert high + slack >= max(0.1, *map(abs, values))


@given(st.floats(1e-6, 1e6), st.integers(2, 8))
def test_a_step_is_round_and_there_are_about_as_many_as_asked(span, count):
    unit = step((0.0, span), count)
    mantissa = float(f"{unit:e}".split("e")[0])
    assert any(mantissa == pytest.approx(round_number) for round_number in (1, 2, 2.5, 5))
    assert 0.39 * count <= span / unit <= 1.001 * count


def test_nothing_known_has_a_domain_all_the_same():
    assert covering([None, float("inf")], logarithmic=False) == (0.0, 1.0)
    assert covering([0.0, -1.0], logarithmic=True) == (0.1, 10.0)


def test_an_axis_keeps_the_domain_it_states():
    assert axis_scale(Axis("t", domain=(0.0, 2.0)), [9.0], (0, 1)).domain == (0.0, 2.0)
    low, high = axis_scale(Axis("t"), [1.0, 9.0], (0, 1)).domain
    assert low <= 1.0 < 9.0 <= high
