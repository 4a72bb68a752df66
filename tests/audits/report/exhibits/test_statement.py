"""One sentence for the top of a block."""

import pytest

from tests.audits.report.exhibits.samples import shown


@pytest.mark.parametrize(
    ("tone", "shown_as"),
    [("flag", "stop"), ("clear", "clear"), ("note", "caveat"), ("purple", "caveat")],
)
def test_the_tone_says_whether_something_was_found(view, tone, shown_as):
    (part,) = shown(view, "statement", {"tone": tone, "words": "Words."})
    assert (part.head, part.words, part.tone) == ("A title", "Words.", shown_as)


def test_what_a_statement_leaves_out_is_named_under_a_line(view):
    rows = [["Persian", "او استاد است.", "He is a professor."]]
    unmatched = {"head": ["Language", "Source", "Translation"], "rows": rows, "left_out": 0}
    content = {"tone": "flag", "words": "She and he go with it.", "unmatched": unmatched}
    said, table = shown(view, "statement", content)
    assert said.words == "She and he go with it."
    assert table.summary == "1 sentence about no word of the lists."
    assert table.table.rows == (("Persian", "او استاد است.", "He is a professor."),)
    content["unmatched"] = {**unmatched, "left_out": 1400}
    _, table = shown(view, "statement", content)
    assert table.summary == "1,401 sentences about no word of the lists. The first 1 of them."
