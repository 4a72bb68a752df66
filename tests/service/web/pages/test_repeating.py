"""An audit that comes again, without a document to write; a schedule changed and deleted."""

from flask.testing import FlaskClient

from service.web.repeating import EMPTY
from tests.service.conftest import DOCUMENT_COLUMNS, RULE, Place
from tests.service.web.pages.test_schedules import post


def only_schedule(place: Place) -> dict[str, object]:
    answer = place.client.get("/v1/schedules", headers=place.headers()).json
    (row,) = answer["items"]
    return row  # type: ignore[no-any-return]


def made(place: Place, browser: FlaskClient, audit: str, **changes: str) -> dict[str, object]:
    form = {**EMPTY, "name": "again", "newest": "yes", **changes}
    answer = post(browser, f"/audits/{audit}/repeat", **form)
    assert answer.status_code == 303, answer.text  # type: ignore[attr-defined]
    assert "done=made" in answer.headers["Location"]  # type: ignore[attr-defined]
    return only_schedule(place)


def test_an_audit_is_repeated_of_the_newest_versions(place: Place) -> None:
    browser, audit = place.signed_in(), place.completed_audit()
    assert f"/audits/{audit}/repeat" in browser.get(f"/audits/{audit}").text
    page = browser.get(f"/audits/{audit}/repeat").text
    assert "Take the newest version each time" in page
    assert "Nobody named the reference group" not in page  # its document names male
    schedule = made(place, browser, audit, often="monthly", day="28", zone="Europe/Berlin")
    assert schedule["expression"] == "30 2 28 * *"
    assert schedule["zone"] == "Europe/Berlin"
    of = schedule["document"]["dataset"]  # type: ignore[index]
    assert "id" not in of
    assert "version" not in of
    assert of["columns"] == DOCUMENT_COLUMNS
    assert schedule["document"]["policy"]["rules"] == [RULE]  # type: ignore[index]
    page = browser.get("/schedules?done=made").text
    for text in ("The schedule was made.", "on day 28 of every month at 02:30", "newest version"):
        assert text in page


def test_unticked_it_keeps_the_version_and_says_so(place: Place) -> None:
    browser, audit = place.signed_in(), place.completed_audit()
    schedule = made(place, browser, audit, newest="")
    assert schedule["document"]["dataset"]["id"]  # type: ignore[index]
    assert "always this version" in browser.get("/schedules").text
    address = f"/schedules/{schedule['id']}/change"
    assert "Take the newest version each time" in browser.get(address).text
    changed = post(browser, address, **{**EMPTY, "often": "daily", "time": "07:00"}, newest="yes")
    assert changed.status_code == 303, changed.text  # type: ignore[attr-defined]
    schedule = only_schedule(place)
    assert "id" not in schedule["document"]["dataset"]  # type: ignore[index]
    assert schedule["expression"] == "0 7 * * *"


def test_what_does_not_fit_is_said_beside_the_fields_that_stay_filled_in(place: Place) -> None:
    browser, audit = place.signed_in(), place.completed_audit()
    address = f"/audits/{audit}/repeat"
    wrong = post(browser, address, **{**EMPTY, "name": "x", "time": "25:99", "zone": "Mars/X"})
    assert wrong.status_code == 422  # type: ignore[attr-defined]
    for text in ("is not a time", "no time zone", 'href="#zone"', 'value="Mars/X"'):
        assert text in wrong.text  # type: ignore[attr-defined]
    schedule = made(place, browser, audit)
    taken = post(browser, address, **{**EMPTY, "name": "again"})
    assert "a schedule of this name" in taken.text  # type: ignore[attr-defined]
    again = post(browser, f"/schedules/{schedule['id']}/change", **{**EMPTY, "zone": "Mars/X"})
    assert again.status_code == 422  # type: ignore[attr-defined]
    assert "was not changed" in again.text  # type: ignore[attr-defined]


def test_an_expression_of_a_documents_owner_is_changed_as_it_is_written(place: Place) -> None:
    browser, audit = place.signed_in(), place.completed_audit()
    schedule = made(place, browser, audit)
    place.client.patch(
        f"/v1/schedules/{schedule['id']}", json={"expression": "*/5 * * * *"},
        headers=place.headers(),
    )  # fmt: skip
    address = f"/schedules/{schedule['id']}/change"
    assert 'value="*/5 * * * *"' in browser.get(address).text
    fields = {**EMPTY, "often": "expression", "expression": "*/10 * * * *"}
    assert post(browser, address, **fields).status_code == 303  # type: ignore[attr-defined]
    assert only_schedule(place)["expression"] == "*/10 * * * *"


def test_deleting_asks_first_and_a_reader_may_do_none_of_it(place: Place) -> None:
    browser, audit = place.signed_in(), place.completed_audit()
    schedule = made(place, browser, audit, often="dataset_version")
    address = f"/schedules/{schedule['id']}"
    reader = place.signed_in("reads")
    for path in (f"/audits/{audit}/repeat", f"{address}/change", f"{address}/delete"):
        assert reader.get(path).status_code == 403
        assert place.signed_in("stranger").get(path).status_code == 404
    assert "Delete the schedule again?" in browser.get(f"{address}/delete").text
    only_schedule(place)
    gone = post(browser, f"{address}/delete")
    assert gone.headers["Location"].endswith("done=deleted")  # type: ignore[attr-defined]
    assert "The schedule was deleted" in browser.get("/schedules?done=deleted").text
    assert browser.get(f"/audits/{audit}").status_code == 200
