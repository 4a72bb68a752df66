"""A report's PDF: drawn behind the walls, signed, stored once."""

import json

import pytest

from audits.report.sealing_pdf import check_pdf
from audits.report.signing import fingerprint_of, public_key
from service.records.unit_of_work import EVERYONE
from tests.service.conftest import Place, migrated, place, settings
from workers import drawing
from workers.context import WorkerContext

__all__ = ["migrated", "place", "settings"]  # fixtures


def test_it_is_drawn_in_a_child_signed_and_stored_once(place: Place, monkeypatch) -> None:
    worker = WorkerContext(records=place.records, store=place.store, settings=place.settings)
    audit = place.completed_audit()
    drawing.draw_report(audit, worker)
    with place.records.reading(EVERYONE) as unit:
        row = unit.audits.report(audit)
    report = json.loads(place.store.read(row.json_sha256))
    check = check_pdf(place.store.read(row.pdf_sha256))
    assert check.signed is True
    assert check.key == fingerprint_of(public_key(worker.signing_keys.current()))
    assert check.report_sha256 == drawing.report_sha256(report)
    monkeypatch.setattr(drawing, "drawn_pdf", lambda report: pytest.fail("drawn twice"))
    drawing.draw_report(audit, worker)
    answer = place.client.get(f"/v1/audits/{audit}/report.pdf", headers=place.headers())
    assert answer.status_code == 200
    assert answer.content_type == "application/pdf"
    assert check_pdf(answer.data).signed is True
