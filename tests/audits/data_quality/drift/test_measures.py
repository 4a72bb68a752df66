"""Drift as measurements: who is undetermined, and what a look of a series costs."""

from math import pi

import numpy as np
import pytest

from audits.data_quality.drift.columns import Moved
from audits.data_quality.drift.measures import Rows, of_columns, of_stream, overall, p_value_of
from audits.data_quality.drift.stream import Watched
from audits.measurement import Estimate, Undetermined
from audits.specification.roles import Role
from audits.statistics.shares import Stated

STATED = Stated(0.95, 30)


def moved(name, distance, adjusted):
    return Moved(
        name, Role.FEATURE, distance, 1, "below 1", 0.5, 0.5 + distance, adjusted, adjusted
    )


def test_each_column_has_both_numbers_and_the_farthest_stands_for_all():
    columns = [moved("a", 0.1, 0.4), moved("b", 0.3, 0.001)]
    found = {(m.metric, m.group): m for m in of_columns(columns, Rows(400, 300), STATED)}
    assert found["drift_p_value", (("column", "b"),)].value == 0.001
    assert found["drift_p_value", (("column", "b"),)].sample_size == (300, 400)
    whole, alone = found["drift_distance", ()], found["drift_distance", (("column", "b"),)]
    assert whole.value == alone.value == 0.3
    assert whole.interval.lower < alone.interval.lower < 0.3


def test_few_rows_of_a_side_are_undetermined_with_their_value():
    for measured in of_columns([moved("a", 0.1, 0.4)], Rows(400, 12), STATED):
        assert isinstance(measured, Undetermined)
        assert measured.reason == "12 rows where 30 are needed now"
        assert measured.raw is not None
    (p_value, area) = overall(None, [], Rows(400, 300), STATED)
    assert isinstance(p_value, Estimate)
    assert "to learn from" in area.reason


def test_over_all_looks_of_a_series_the_level_is_spent_once():
    """Each look has 6 / (pi k) ** 2 of it: over a hundred thousand looks .05 in all."""
    assert Rows(1, 1).spent(0.02) == 0.02
    assert Rows(1, 1, look=2).spent(0.001) == pytest.approx(0.001 * 4 * pi**2 / 6)
    assert Rows(1, 1, look=9).spent(0.5) == 1.0
    levels = [0.05 / (Rows(1, 1, look=k).spent(1e-12) / 1e-12) for k in range(1, 100_000)]
    assert sum(levels) == pytest.approx(0.05, rel=1e-4)
    assert sum(levels) < 0.05


def test_a_rule_on_a_p_value_never_passes():
    found = p_value_of((), 0.7, (300, 400), None, STATED)
    assert (found.interval.lower, found.interval.upper) == (0.0, 1.0)


def test_a_stream_has_its_last_distance_or_says_why_not():
    def watched(reference, rows):
        return Watched("a", np.array([rows]), np.array([0.2]), 1, reference, -1, False)

    (found,) = of_stream([watched(500, 900)], STATED)
    assert (found.value, found.sample_size) == (0.2, (900, 500))
    (few,) = of_stream([watched(12, 900)], STATED)
    assert few.reason == "12 rows where 30 are needed"
    (none,) = of_stream([watched(0, 0)], STATED)
    assert isinstance(none, Undetermined)
