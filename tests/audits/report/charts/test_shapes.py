"""The numbers behind a picture."""

from audits.report.charts.shapes import Table, columns


def test_every_cell_of_a_table_is_text():
    assert columns(["a", "b"], [[1, None], ("x", 0.5)], "c") == Table(
        ("a", "b"), (("1", "None"), ("x", "0.5")), "c"
    )
