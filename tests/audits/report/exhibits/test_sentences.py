"""A table of texts that can be searched and sorted."""

from tests.audits.report.exhibits.samples import SAMPLES, shown


def test_long_tables_end_in_a_count(view):
    rows = [["x"]] * 1000
    _, part = shown(view, "sentences", {"head": ["Source"], "rows": rows, "left_out": 50})
    assert len(part.table.rows) == 200
    assert "850 more rows" in part.table.caption


def test_rows_that_were_not_sent_are_counted_beside_a_short_table(view):
    _, part = shown(view, "sentences", {"head": ["Source"], "rows": [["x"]], "left_out": 5})
    assert part.table.caption == "5 more rows are not shown here."


def test_numbers_are_short_and_what_is_missing_is_a_dash(view):
    heading, part = shown(view, "sentences", {**SAMPLES["sentences"], "numeric": [1]})
    assert heading.words == "A title"
    assert part.table.rows == (("ő egy orvos", "0.250"), ("x", "–"))
    assert part.numeric == {1}
    assert part.search


def test_a_long_text_ends_in_an_ellipsis(view):
    content = {"head": ["Source"], "rows": [["x" * 401], ["y" * 400]]}
    _, part = shown(view, "sentences", content)
    assert part.table.rows == (("x" * 400 + "…",), ("y" * 400,))


def test_counts_have_commas(view):
    _, part = shown(view, "sentences", {"head": ["Of", "n"], "rows": [["x", 2400]], "numeric": [1]})
    assert part.table.rows == (("x", "2,400"),)
