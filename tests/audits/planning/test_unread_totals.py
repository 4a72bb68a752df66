"""A row that sums the others is told wherever its word stands."""

from audits.data.reading.profiling import profile_dataset
from audits.planning.unread_totals import told_of_totals


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
