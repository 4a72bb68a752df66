"""A row that sums the others is told wherever its word stands."""

from audits.data.reading.profiling import profile_dataset
from audits.planning.unread_totals import told_of_totals
from audits.report.notes import READ_FIRST


def test_a_sum_in_a_column_that_no_probe_reads_is_told(tmp_path):
    path = tmp_path / "people.csv"
    rows = [f"{number},{'fm'[number % 2]},yes" for number in range(40)]
    path.write_text("\n".join(["no,sex,decision", *rows, "Total,,"]) + "\n", encoding="utf-8")
    profile = profile_dataset(path)
    (told,) = told_of_totals({"sex", "decision"}, profile)
    assert told.startswith("'Total' (1 row) in column 'no' reads like a sum of the other rows")
    assert "rows: {" in told
    # An audit that reads the column, or leaves the row out by it, tells it itself.
    assert list(told_of_totals({"no", "sex", "decision"}, profile)) == []


def test_a_group_of_everybody_in_a_table_of_counts_is_told_by_its_name(tmp_path):
    """It has as many rows as every precinct: what it counts is known when the rows are read."""
    path = tmp_path / "stops.csv"
    lines = [f"{place},{race},{n}" for n, place in enumerate(["1st", "2nd", "All"], 5)
             for race in "bw"]  # fmt: skip
    path.write_text("\n".join(["precinct,race,stops", *lines]) + "\n", encoding="utf-8")
    profile = profile_dataset(path)
    assert list(told_of_totals({"race", "stops"}, profile)) == []
    (told,) = told_of_totals({"race", "stops"}, profile, counts=True)
    assert told.startswith("'All' in column 'precinct' reads like a sum of the other rows")
    assert READ_FIRST.fullmatch(told)
    assert list(told_of_totals({"race", "stops", "precinct"}, profile, counts=True)) == []
