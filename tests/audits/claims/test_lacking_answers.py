"""What is told of rows on which a system gave no answer; by hand."""

from audits.claims.lacking_answers import lacking_rows, told_of_lacking
from audits.claims.tables import Results

LACKING = {("new", "x"): 3, ("old", "x"): 1, ("new", "y"): 2}
RESULTS = Results({}, ("new", "old"), ("x", "y"), "old", unanswered=LACKING)


def test_rows_are_told_by_system_and_data_set():
    told = list(told_of_lacking(RESULTS))
    assert told[0].startswith("3 rows have no answer or score of new on x")
    assert told[1].startswith("1 row has no answer or score of old on x")
    assert len(told) == 3


def test_rows_of_both_sides_count():
    assert lacking_rows(RESULTS, "new", "old", ("x", "y")) == (5, 1)
    assert lacking_rows(RESULTS, "new", "old", ("y",)) == (2, 0)
