"""The report as Markdown."""

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
