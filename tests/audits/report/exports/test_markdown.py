"""The report as Markdown."""

import re

import pytest
from markdown_it import MarkdownIt

from audits.report.exports import markdown


def test_markdown_shows_text_and_acts_on_none(hostile):
    found = markdown.render(hostile)
    assert "<script>" not in found
    assert "](javascript" not in found
    assert "\x1b" not in found
    rows = [line for line in found.splitlines() if line.startswith("| ")]
    assert {line.replace("\\|", "").count("|") for line in rows} == {7}


def test_markdown_tells_gate_sentences_and_findings(report):
    found = markdown.render(report)
    assert "**✕ Gate: Fail.**" in found
    assert "45 \\[43 to 47\\]" in found
    assert "## ○ Not run (1)" in found


@pytest.mark.parametrize(
    "name",
    ["https://evil.example/a", "see http://evil.example", "www.evil.example", "WWW.evil.example"],
)
def test_a_name_that_is_an_address_is_text_and_no_link(name):
    """GitHub links what begins `http://`, `https://` or `www.` without any markup (GFM 6.9)."""
    written = markdown.plain(name)
    assert not re.search(r"https?://|(?<!\w)www\.", written, re.IGNORECASE)
    # What a reader of CommonMark shows is the name itself.
    assert MarkdownIt("commonmark").renderInline(written) == name


def test_nobody_is_notified_by_a_name():
    """Hosts look for `@name` in what is shown, so a backslash does not keep them from it."""
    shown = MarkdownIt("commonmark").renderInline(markdown.plain("@everyone, a@b"))
    assert not re.search(r"@\w", shown)
    assert shown.replace("\u200b", "") == "@everyone, a@b"
