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
