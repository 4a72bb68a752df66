"""Columns that may count, and those crossed by them, of tables worked by hand."""

import pytest

from audits.data.reading.count_tables import cell_text, crossings
from audits.specification.profiles import ColumnProfile
from audits.specification.roles import Kind, Role


def words(name, *values, missing=0):
    return ColumnProfile(name, Kind.CATEGORY, None, len(values), missing, values)


def numbers(name, *values, role=None):
    return ColumnProfile(name, Kind.NUMBER, role, len(values), 0, values)


SEX, TOWN = words("sex", "f", "m"), words("town", "A", "B", "C")
MANY = [f"v{number}" for number in range(40)]
COUNT = numbers("n", "12", "1,340", "7", "3")


def test_words_are_crossed_and_few_numbers_beside_them():
    year = numbers("year", "2024", "2025")
    assert list(crossings([SEX, TOWN, COUNT], 6)) == [("n", ["sex", "town"])]
    known = dict.fromkeys(map(str, crossings([SEX, TOWN, COUNT, year], 12)))
    assert "('n', ['sex', 'town', 'year'])" in known
    assert "('year', ['sex', 'town'])" in known
    number_of_rows = numbers("row", "1", "2", role=Role.ID)
    assert ("n", ["sex", "town", "row"]) not in list(
        crossings([SEX, TOWN, COUNT, number_of_rows], 6)
    )


@pytest.mark.parametrize(
    ("columns", "rows"),
    [
        ([SEX, TOWN], 6),  # nothing counts
        ([COUNT], 6),  # nothing is crossed
        ([SEX, TOWN, numbers("p", "0.5", "1")], 6),
        ([SEX, TOWN, numbers("flag", "0", "1")], 6),
        ([SEX, TOWN, COUNT], 3),
        ([SEX, TOWN, COUNT], 30_000),
        (
            [SEX, words("name", *MANY), words("city", *MANY), COUNT],
            60,
        ),
    ],
)
def test_other_tables_are_none_of_counts(columns, rows):
    assert list(crossings(columns, rows)) == []


def test_missing_cells_are_empty_however_they_are_written():
    assert [cell_text(cell) for cell in (None, "", "NA", " f ", 1.0)] == ["", "", "", "f", "1"]
