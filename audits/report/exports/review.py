"""What people said of an audit, as a page to file beside the signed report."""

from collections.abc import Mapping
from typing import Any

from audits.errors import NotApplicable
from audits.report import html
from audits.report.forms import Form
from audits.report.review import has_review


def render(report: Mapping[str, Any]) -> str:
    """A self-contained page; `NotApplicable` of a report that no service keeps."""
    if not has_review(report):
        raise NotApplicable(
            "people say what they think of an audit on a service, and this report is of none",
            "send the audit to a service with `evenhand submit`",
        )
    return html.review_page(report)


FORM = Form(
    "review", "review.html", "text/html; charset=utf-8",
    "Who signed off, waived and commented, as a page; it stands beside the signed report.", render,
)  # fmt: skip
