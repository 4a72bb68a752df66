"""Dates between cut points; moments by Python's own calendar."""

import pyarrow as pa
import pytest

from audits.data.reading.non_numeric_cells import BadColumn
from audits.data.reading.periods import GatheredPeriods

CUTS = ["2026-01-31", "2026-06-30T12:00:00"]
FIRST, SECOND, THIRD = (
    "<=2026-01-31", "2026-01-31 to 2026-06-30T12:00:00", ">2026-06-30T12:00:00",
)  # fmt: skip


def periods(*batches):
    gathered = GatheredPeriods(CUTS)
    for cells in batches:
        gathered.add(pa.array(cells, pa.string()))
    return gathered


def levels(gathered):
    groups = gathered.categories()
    return [None if code < 0 else groups.levels[code] for code in groups.codes]


@pytest.mark.parametrize(
    ("cell", "period"),
    [
        ("2025-12-24", FIRST), ("2026-01-31", FIRST), ("2026-01-31T23:59:59", FIRST),
        ("2026-02-01", SECOND), ("2026-06-30T12:00:00", SECOND),
        ("2026-06-30T12:00:01", THIRD), ("2026-06-30T14:30:00+03:00", SECOND),
        ("2026-06-30T09:30:00-03:00", THIRD),
    ],
)  # fmt: skip
def test_a_cut_point_ends_the_period_before_it(cell, period):
    """A day without a time ends with its last moment; times are compared in UTC."""
    assert levels(periods([cell])) == [period]


def test_batches_stand_one_after_another_and_nothing_is_missing():
    gathered = periods(["2026-03-01", None], ["", "2026-01-01"])
    assert levels(gathered) == [SECOND, None, None, FIRST]
    assert set(gathered.categories().levels) == {FIRST, SECOND, THIRD}


def test_rows_with_another_offset_than_utc_are_counted():
    cells = ["2026-03-01T01:00:00+02:00", "2026-03-01T01:00:00Z", "2026-03-01"]
    assert periods(cells, cells[:1], [None]).offset_rows == 2


def test_weeks_inside_which_a_point_falls_are_counted():
    """The first cut is a Saturday, 31 January 2026, of week 5; the second a Tuesday of week 27."""
    cells = ["2026-W04", "2026-W05", "2026-W05", "2026-W06", "2026-W27", None]
    assert periods(cells).parted_weeks == 3
    assert levels(periods(cells)) == [FIRST, FIRST, FIRST, SECOND, SECOND, None]


def test_a_cell_that_is_no_date_is_refused_by_its_text():
    with pytest.raises(BadColumn, match=r"'01/31/2026' is no date that can be read"):
        periods(["2026-01-31", "01/31/2026"])
