"""One audit's page: its progress, its end, its report."""

import re

import pytest

from audits.planning.endpoint_costs import EndpointCost
from service.records.unit_of_work import EVERYONE
from tests.service.conftest import ORIGIN, Place
from tests.service.web.forms import token
from tests.service.web.test_pages import MARKUP
from tests.service.worker_hands import claimed, failed, measured, told


def test_an_audits_page_is_its_progress_and_then_its_report(place: Place) -> None:
    browser = place.signed_in()
    audit = place.audit()
    claim = claimed(place.records, audit)
    told(place.records, claim, stage="fairness.ranking", percent=42, step=3, of=7, note=MARKUP)
    page = browser.get(f"/audits/{audit}").text
    assert "42 %" in page
    assert "step 3 of 7" in page
    assert 'http-equiv="refresh"' in page
    assert MARKUP not in page
    cancel = {"csrf": token(page)}
    address = f"/audits/{audit}/cancel"
    assert browser.post(address, data=cancel, headers={"Origin": ORIGIN}).status_code == 303
    assert "Cancelling" in browser.get(f"/audits/{audit}").text

    done = place.completed_audit()
    page = browser.get(f"/audits/{done}").text
    assert "A &lt;report&gt;" in page
    assert place.client.get(f"/audits/{done}/model-card.md").status_code in (303, 401)


def test_an_audit_of_an_endpoint_says_beforehand_what_it_will_take(place: Place) -> None:
    audit = place.audit()
    assert "requests to the endpoint" not in place.signed_in().get(f"/audits/{audit}").text
    cost = EndpointCost(1400, 52000, 28000, 0.084, "EUR")
    with place.records.writing(EVERYONE) as unit:
        row = unit.audits.find(audit)
        row.plan = {**row.plan, "endpoint": cost.to_json()}
        unit.commit()
    page = place.signed_in().get(f"/audits/{audit}").text
    assert (
        "<dt>Endpoint</dt><dd>about 1,400 requests to the endpoint"
        "<br>about 52,000 tokens of prompts<br>at most 28,000 tokens of answers"
        "<br>at most about 0.084 EUR</dd>"
    ) in page


def test_a_failed_audit_says_why(place: Place) -> None:
    audit = place.audit()
    failed(place.records, claimed(place.records, audit), "segfault", f"It crashed {MARKUP}")
    page = place.signed_in().get(f"/audits/{audit}").text
    assert "could not be audited" in page
    assert "segfault" in page
    assert MARKUP not in page


def test_a_stopped_audit_says_where_and_shows_what_was_measured(place: Place) -> None:
    audit = place.audit()
    claim = claimed(place.records, audit)
    measured(place.records, claim)
    failed(place.records, claim, "segfault", "It crashed")
    page = place.signed_in().get(f"/audits/{audit}").text
    assert "<title>Not completed: " in page
    assert re.findall(r'data-name="(\w+)">.*?class="t">([\w ]+)<', page) == [
        ("plan", "done"), ("wait", "done"), ("read", "done"), ("measure", "stopped here"),
        ("judge", "not reached"),
    ]  # fmt: skip
    assert "at fairness.selection_rate" in page
    assert "Measured before, not judged" in page
    assert "0.4000 (0.3000 to 0.5000)" in page
    assert re.search(r"ended \d+ \w+ 20\d\d", page)
    (dataset,) = re.findall(r'href="/audits/new\?dataset=(dsv_\w+)">Start another', page)
    assert place.signed_in().get(f"/audits/new?dataset={dataset}").status_code == 200


def test_an_audit_cancelled_while_it_waited_never_left_the_queue(place: Place) -> None:
    audit = place.audit()
    key = place.headers()
    assert place.client.post(f"/v1/audits/{audit}/cancel", headers=key).status_code < 300
    browser = place.signed_in()
    page = browser.get(f"/audits/{audit}").text
    assert "<title>Cancelled: " in page
    assert re.findall(r'data-name="(\w+)">.*?class="t">stopped here<', page) == ["wait"]
    assert "Measured before" not in page
    assert "before a worker took it" in browser.get("/audits?show=cancelled").text
    stages = place.client.get(f"/v1/audits/{audit}", headers=key).json["stages"]
    assert [stage["name"] for stage in stages if stage["state"] == "done"] == ["plan"]


def test_the_pages_events_carry_lines_and_progress(place: Place) -> None:
    audit = place.completed_audit()
    text = place.signed_in().get(f"/audits/{audit}/events?after=0").text
    kinds = re.findall(r"event: (\w+)", text)
    assert kinds[-1] == "end"
    assert {"line", "progress"} <= set(kinds)


def test_a_running_audit_says_how_long_it_may_take_where_that_can_be_known(place: Place) -> None:
    audit = place.audit()
    claim = claimed(place.records, audit)
    told(place.records, claim, stage="fairness.ranking", percent=0, step=1, of=10)
    told(place.records, claim, stage="fairness.ranking", percent=10, step=2, of=10)
    browser = place.signed_in()
    assert " left</span>" not in browser.get(f"/audits/{audit}").text
    with place.records.writing(EVERYONE) as unit:
        for event in unit.audits.events_after(audit):
            if event.body.get("percent") == 0:
                event.created_at -= 60.0  # a tenth took a minute
        unit.commit()
    assert "about 9 minutes left</span>" in browser.get(f"/audits/{audit}").text
    failed(place.records, claim, "segfault", "It crashed")
    assert " left</span>" not in browser.get(f"/audits/{audit}").text
    news = browser.get(f"/audits/{audit}/events?after=0").text
    assert '"left": "about 9 minutes left"' in news


def test_a_pdf_that_nobody_can_draw_is_not_offered(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, done = place.signed_in(), place.completed_audit()
    link = f'href="/audits/{done}/report.pdf"'
    monkeypatch.setattr("service.answers.reports.find_spec", lambda name: name)
    assert link in browser.get(f"/audits/{done}").text
    monkeypatch.setattr("service.answers.reports.find_spec", lambda name: None)
    assert link not in browser.get(f"/audits/{done}").text
