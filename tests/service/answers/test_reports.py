"""The stored report, and what is answered while or where there is none."""

from tests.service.conftest import Place
from tests.service.worker_hands import (
    claimed,
    failed,
)


def test_there_is_no_report_before_the_audit_is_completed(place: Place) -> None:
    answer = place.client.get(f"/v1/audits/{place.audit()}/report.json", headers=place.headers())
    assert (answer.status_code, answer.json["code"]) == (409, "not_ready")


def test_a_failed_or_cancelled_audit_has_no_report_and_nobody_is_told_to_wait(
    place: Place,
) -> None:
    audit = place.audit()
    failed(place.records, claimed(place.records, audit), "timeout", "the time limit was reached")
    other = place.audit()
    place.client.post(f"/v1/audits/{other}/cancel", headers=place.headers())
    for ended, how in (
        (audit, "The audit failed (the time limit was reached)."),
        (other, "The audit was cancelled"),
    ):
        for form in ("report.json", "report.html", "report.md", "badge.svg"):
            answer = place.client.get(f"/v1/audits/{ended}/{form}", headers=place.headers())
            assert (answer.status_code, answer.json["code"]) == (409, "no_report")
            assert answer.json["detail"].startswith(how)
            assert "poll" not in answer.text.lower()
            assert "Retry-After" not in answer.headers
