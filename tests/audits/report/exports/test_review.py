"""The review as a page of its own; its words: `tests/audits/report/test_review.py`."""

from html.parser import HTMLParser

from audits.report.exports import review
from audits.report.review import with_review
from tests.audits.report.test_review import REVIEW


class Seen(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def test_it_is_one_page_that_fetches_nothing_and_a_row_each(report):
    page = review.render(with_review(report, REVIEW))
    seen = Seen()
    seen.feed(page)
    assert not [given for _, given in seen.tags if "src" in given]
    assert "script" not in {tag for tag, _ in seen.tags}
    rows = [given for tag, given in seen.tags if tag == "th" and given.get("scope") == "row"]
    assert len(rows) == 4
    assert f"sha256 {report['canonical_sha256']}" in page
