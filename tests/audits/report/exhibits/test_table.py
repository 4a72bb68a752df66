"""A table of numbers that are about no single row: drawn as one of texts, and no reason to warn."""

from audits.specification.few_people import OF_ROWS
from tests.audits.report.exhibits.samples import SAMPLES, shown


def test_it_is_drawn_as_a_table_of_texts_is(view):
    heading, part = shown(view, "table", {**SAMPLES["table"], "caption": "Measured."})
    assert heading.words == "A title"
    assert part.table.rows == (("100", "72.7 %"),)
    assert part.table.caption == "Measured."
    assert part.numeric == {0, 1}


def test_a_protected_report_keeps_it():
    assert "sentences" in OF_ROWS
    assert "table" not in OF_ROWS
