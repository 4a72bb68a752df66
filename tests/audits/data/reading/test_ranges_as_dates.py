"""Ranges that a spreadsheet turned into dates, as Excel shows and as it exports them."""

import pytest

from audits.data.reading import read_dataset
from audits.data.reading.ranges_as_dates import range_meant, ranges_as_dates
from audits.specification.document import ColumnSpec
from audits.specification.roles import Kind, Role


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("10-Nov", "10-11"), ("5-Oct", "5-10"), ("Nov-19", "11-19"), ("01-May", "1-5"),
        ("19. Okt", "10-19"), ("10. Mär", "3-10"), ("Nov 19", "11-19"), ("10-févr.", "2-10"),
        ("juil.-19", "7-19"), ("5-ago", "5-8"), ("10/out", "10-10"), ("10-mrt", "3-10"),
        ("19. Foo", None), ("10. Klasse", None), ("Team 19", None),
        ("2026-05-10", "5-10"), ("2026-11-10 00:00:00", "10-11"), ("2026-11-10T00:00:00", "10-11"),
        ("18-25", None), ("2026-05-10T12:30:00", None), ("10-Foo", None), ("May", None),
    ],
)  # fmt: skip
def test_a_date_is_the_range_of_its_month_and_day(cell, meant):
    assert range_meant(cell) == meant


@pytest.mark.parametrize("turned", ["10-Nov", "2026-11-10"])
def test_dates_among_ranges_are_told_with_a_map(tmp_path, turned):
    path = tmp_path / "t.csv"
    rows = ["y,age"] + [f"1,{age}" for age in ("18-25", "26-40", "41-99")] * 5 + [f"0,{turned}"] * 4
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    specs = {"y": ColumnSpec(role=Role.LABEL, kind=Kind.CATEGORY),
             "age": ColumnSpec(role=Role.PROTECTED, kind=Kind.CATEGORY)}  # fmt: skip
    (note,) = [text for text in read_dataset(path, specs).notes if "spreadsheet" in text]
    assert note.startswith(f"{turned!r} (4 rows) stands among ranges such as '18-25'")
    assert f'`map: {{"{turned}": "10-11"}}`' in note


@pytest.mark.parametrize(
    "values",
    [("2026-05-10", "2026-05-11"), ("18-25", "26-40"), ("10-Nov", "young"), ("a", "b")],
)
def test_dates_alone_and_ranges_alone_are_left_as_they_stand(values):
    assert list(ranges_as_dates("x", dict.fromkeys(values, 3))) == []
