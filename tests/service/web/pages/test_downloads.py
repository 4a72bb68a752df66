"""A report as files, and the page that waits for one that is being drawn."""

import re
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from service.records.unit_of_work import EVERYONE
from service.web.pages.downloads import file_name
from tests.service.conftest import Place
from tests.service.worker_hands import drawn


def test_files_are_named_by_what_they_are_of(place: Place) -> None:
    audit, browser = place.completed_audit(), place.signed_in()
    page = browser.get(f"/audits/{audit}").text
    with place.records.reading(EVERYONE) as unit:
        row = unit.audits.find(audit)
    day = datetime.now(UTC).date().isoformat()
    stem = f"{row.name}-{row.gate}-{day}"
    for form in ("report.html", "report.json", "report.md", "model-card.md", "measurements.csv"):
        assert f'href="/audits/{audit}/{form}"' in page
        answer = browser.get(f"/audits/{audit}/{form}")
        assert answer.status_code == 200
        file = form.replace("report", stem) if "report" in form else f"{stem}-{form}"
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{file}"'
    saved = browser.get(f"/audits/{audit}/report.html")
    assert "style-src 'sha256-" in saved.headers["Content-Security-Policy"]


@pytest.mark.parametrize(("name", "file"), [
    ("credit on kredite", "credit-on-kredite-not-run-2026-11-30.pdf"),
    ('../..\\"; x=\r\nSet-Cookie: a', "x-Set-Cookie-a-not-run-2026-11-30.pdf"),
    ("Pr\u00fcfung M\u00e4rz", "Prufung-Marz-not-run-2026-11-30.pdf"),
    ("\u4fe1\u7528", "aud_1-not-run-2026-11-30.pdf"),
    ("n" * 200, f"{'n' * 60}-not-run-2026-11-30.pdf"),
])  # fmt: skip
def test_any_name_makes_a_safe_file_name(name: str, file: str) -> None:
    ended = datetime(2026, 11, 30, 23, 59, tzinfo=UTC).timestamp()
    row: Any = SimpleNamespace(id="aud_1", name=name, gate="not_run", finished_at=ended)
    assert file_name(row, "report.pdf") == file


def test_a_pdf_that_is_being_drawn_is_waited_for_on_a_page_that_then_gives_it(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.web.pages.downloads.PDF_SECONDS", 0.0)
    monkeypatch.setattr("service.answers.reports.find_spec", lambda name: name)
    audit, browser = place.completed_audit(), place.signed_in()
    asked = browser.get(f"/audits/{audit}/report.pdf")
    assert asked.headers["Location"] == f"/audits/{audit}/pdf"
    waiting = browser.get(f"/audits/{audit}/pdf").text
    for text in ("is being drawn", 'data-renew="3"', 'http-equiv="refresh"', "Back to the report"):
        assert text in waiting
    assert "data-take" not in waiting
    assert place.signed_in("stranger").get(f"/audits/{audit}/pdf").status_code == 404
    drawn(place.records, place.store, audit)
    ready = browser.get(f"/audits/{audit}/pdf").text
    assert f'href="/audits/{audit}/report.pdf" data-take' in ready
    assert re.search(r"data-renew", ready) is None
    file = browser.get(f"/audits/{audit}/report.pdf")
    assert file.headers["Content-Type"] == "application/pdf"
    assert file.headers["Content-Disposition"].endswith('.pdf"')


def test_what_cannot_be_had_leads_back_to_its_audit(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.answers.reports.find_spec", lambda name: None)
    audit, browser = place.completed_audit(), place.signed_in()
    refused = browser.get(f"/audits/{audit}/report.pdf", headers={"Accept": "text/html"})
    assert refused.status_code == 501
    assert f'href="/audits/{audit}">Back to the audit' in refused.text
    early = browser.get(f"/audits/{place.audit()}/report.pdf", headers={"Accept": "text/html"})
    assert early.status_code in (409, 501)
