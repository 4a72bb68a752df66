"""The pages of schedules, of two audits side by side, and of one model's audits."""

import json
import re

from flask.testing import FlaskClient

from tests.service.conftest import DOCUMENT_COLUMNS, ORIGIN, Place


def post(browser: FlaskClient, path: str, **form: str) -> object:
    token = re.search(r'name="csrf" value="([^"]+)"', browser.get("/schedules").text)
    assert token is not None
    return browser.post(path, data={"csrf": token[1], **form}, headers={"Origin": ORIGIN})


def form(place: Place, **changes: str) -> dict[str, str]:
    document = {"dataset": {"id": place.upload(), "columns": DOCUMENT_COLUMNS}}
    return {
        "name": "nightly <b>", "trigger": "cron", "expression": "30 2 * * *",
        "zone": "Europe/Berlin", "overlap": "skip", "catch_up": "latest",
        "document": json.dumps(document), **changes,
    }  # fmt: skip


def test_a_schedule_is_made_run_and_paused_by_form(place: Place) -> None:
    browser = place.signed_in()
    assert "No schedules yet" in browser.get("/schedules").text
    made = post(browser, "/schedules", **form(place))
    assert made.status_code == 303, made.text  # type: ignore[attr-defined]
    page = browser.get("/schedules").text
    assert "nightly &lt;b&gt;" in page
    assert page.count("<time") >= 5
    assert page.count(", 02:30 Europe/Berlin</time>") == 5
    schedule = re.search(r"/schedules/(sch_\w+)/run", page)
    assert schedule is not None
    ran = post(browser, f"/schedules/{schedule[1]}/run")
    assert ran.headers["Location"] == f"/audits/{place.queue.audits[0]}"  # type: ignore[attr-defined]
    post(browser, f"/schedules/{schedule[1]}/pause", paused="yes")
    assert "paused" in browser.get("/schedules").text


def test_everything_wrong_with_the_form_is_said_and_what_was_typed_stays(place: Place) -> None:
    browser = place.signed_in()
    wrong = form(place, zone="Mars/Olympus", expression="every night")
    answer = post(browser, "/schedules", **wrong)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    for text in ("no time zone", "not a cron expression", 'value="every night"'):
        assert text in answer.text  # type: ignore[attr-defined]


def test_two_audits_stand_side_by_side(place: Place) -> None:
    first, second = place.completed_audit(), place.completed_audit()
    page = place.signed_in().get(f"/comparisons?audit={second}&before={first}")
    assert page.status_code == 200
    for text in ("Still failing", "Too low.", "selection rate", "+0.0000"):
        assert text in page.text


def test_a_models_page_lists_its_audits(place: Place) -> None:
    made = place.client.post("/v1/models?name=credit", data=b"m", headers=place.headers()).json
    page = place.signed_in().get(f"/models/{made['family']}")
    assert "It has not been audited yet" in page.text
    assert place.signed_in("stranger").get(f"/models/{made['family']}").status_code == 404
