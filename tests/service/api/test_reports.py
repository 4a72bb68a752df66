"""The report in the forms that pipelines and code hosts read, as the API gives them."""

import json
from xml.etree import ElementTree

import pytest

from service.app import create_app
from service.records.unit_of_work import EVERYONE
from tests.service.conftest import Place
from tests.service.worker_hands import FINDING, drawn


@pytest.fixture
def judged(place: Place) -> str:
    return place.completed_audit()


def fetched(place: Place, audit: str, name: str, media: str) -> str:
    answer = place.client.get(f"/v1/audits/{audit}/{name}", headers=place.headers())
    assert answer.status_code == 200, answer.text
    assert answer.content_type.startswith(media)
    return answer.text


def test_markdown_says_the_gate(place: Place, judged: str) -> None:
    assert "FAIL" in fetched(place, judged, "report.md", "text/markdown").upper()


def test_sarif_names_the_finding(place: Place, judged: str) -> None:
    found = json.loads(fetched(place, judged, "report.sarif", "application/sarif+json"))
    assert found["version"] == "2.1.0"
    assert FINDING["metric"] in json.dumps(found["runs"][0]["results"])


def test_junit_counts_the_failure(place: Place, judged: str) -> None:
    suite = ElementTree.fromstring(fetched(place, judged, "junit.xml", "application/xml"))
    assert len(list(suite.iter("failure"))) == 1


def test_the_model_card_is_a_section_of_markdown(place: Place, judged: str) -> None:
    assert (
        fetched(place, judged, "model-card.md", "text/markdown").lstrip().startswith(("#", "---"))
    )


@pytest.mark.parametrize("name", ["summary.md", "junit.xml", "report.sarif"])
def test_a_form_links_to_the_report_on_the_service(place: Place, judged: str, name: str) -> None:
    text = place.client.get(f"/v1/audits/{judged}/{name}", headers=place.headers()).text
    assert f"/audits/{judged}" in text.replace("\\", "")
    assert "report.html" not in text


def test_the_badge_is_a_picture_of_the_gate(place: Place, judged: str) -> None:
    picture = fetched(place, judged, "badge.svg", "image/svg+xml")
    assert ElementTree.fromstring(picture).tag.endswith("svg")
    assert "fail" in picture.lower()


@pytest.mark.parametrize(
    "name", ["report.md", "report.sarif", "junit.xml", "model-card.md", "badge.svg"]
)
def test_before_the_end_each_says_that_it_is_too_early(place: Place, name: str) -> None:
    answer = place.client.get(f"/v1/audits/{place.audit()}/{name}", headers=place.headers())
    assert answer.status_code == 409
    assert answer.json["code"]


def test_a_pdf_that_is_not_drawn_yet_is_rung_for_and_says_when_to_ask_again(
    place: Place, judged: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.answers.reports.WAIT_SECONDS", 0.0)
    monkeypatch.setattr("service.answers.reports.find_spec", lambda name: name)
    answer = place.client.get(f"/v1/audits/{judged}/report.pdf", headers=place.headers())
    assert answer.status_code == 409
    assert answer.json["code"] == "not_ready"
    assert answer.headers["Retry-After"] == "5"


def test_without_the_extra_a_pdf_is_refused_with_the_remedy(
    place: Place, judged: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.answers.reports.find_spec", lambda name: None)
    answer = place.client.get(f"/v1/audits/{judged}/report.pdf", headers=place.headers())
    assert answer.status_code == 501
    assert "pip install 'weasyprint>=70'" in answer.json["hint"]


def test_a_pdf_is_not_drawn_for_whoever_used_up_the_days_processor_time(place: Place) -> None:
    audit = place.completed_audit()
    bounded = place.settings.model_copy(update={"tenant_seconds": 50.0})
    app = create_app(bounded, records=place.records, store=place.store, queue=place.queue)
    with place.records.writing(EVERYONE) as unit:
        unit.spending.add(place.tenants["ours"], 50.5)
        unit.commit()
    answer = app.test_client().get(f"/v1/audits/{audit}/report.pdf", headers=place.headers())
    assert (answer.status_code, answer.json["code"]) == (429, "quota_reached")
    assert "50 seconds of processor time" in answer.json["detail"]
    drawn(place.records, place.store, audit)  # one that is there costs nothing
    answer = app.test_client().get(f"/v1/audits/{audit}/report.pdf", headers=place.headers())
    assert answer.status_code == 200
