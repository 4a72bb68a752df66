"""One judged number over the last audits."""

import pytest

from audits.report.blocks.trend import day, trend_figures
from audits.report.view import View


def points(*values, finding="fail-4", version="2.0"):
    return [
        {"finished": f"2026-11-{20 + index}T06:41:00Z", "gate": "pass", "version": version,
         "values": [{"id": finding, "verdict": "pass", "value": value,
                     "interval": [value - 0.01, value + 0.01]}]}
        for index, value in enumerate(values)
    ]  # fmt: skip


def test_the_title_tells_the_first_and_the_present_number(report):
    view = View(report)
    (figure,) = trend_figures(view, points(0.02))
    name = "Equalized odds difference, African-American"
    assert figure.title.replace("\N{NO-BREAK SPACE}", " ") == (
        f"{name}: +2.0 points before, +21.4 points now"  # 805/1795 - 349/1488
    )
    (figure,) = trend_figures(view, points(0.02, 0.03))
    assert "+2.0\N{NO-BREAK SPACE}points 2 audits ago" in figure.title
    assert [row[0] for row in figure.table.rows] == [
        "20 Nov 2026, 06:41", "21 Nov 2026, 06:41", "–",
    ]  # fmt: skip


def test_only_findings_that_an_earlier_audit_judged_have_a_trend(report):
    assert trend_figures(View(report), points(0.02, finding="another")) == []
    assert trend_figures(View(report), []) == []


@pytest.mark.parametrize(
    ("moment", "short", "expected"),
    [
        ("2026-11-02T06:41:09Z", False, "2 Nov 2026, 06:41"),
        ("2026-11-02T06:41:09Z", True, "2 Nov, 06:41"),
        (None, False, "–"),
        ("yesterday", False, "–"),
    ],
)
def test_a_day_is_written_for_people(moment, short, expected):
    assert day(moment, short=short) == expected
