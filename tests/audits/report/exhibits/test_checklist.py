"""The checklist as a table a section."""

from tests.audits.report.exhibits.samples import SAMPLES, shown


def test_each_section_is_a_table_under_its_name(view):
    heading, counts, first, second, third, source = shown(view, "checklist", SAMPLES["checklist"])
    assert heading.words
    assert counts.words.startswith("1 answered, 1 stated, 1 open.")
    assert first.table.caption == "Models and algorithms"
    assert [row[1] for table in (first, second, third) for row in table.table.rows] == [
        "stated", "open", "answered",
    ]  # fmt: skip
    assert source.words == "Items: a list."
