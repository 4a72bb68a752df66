"""A form that was left open for longer than its session."""

import re

import pytest

from tests.service.conftest import ORIGIN, Place
from tests.service.web.forms import token

FROM_US = {"Origin": ORIGIN, "Accept": "text/html"}
FORM = {
    "role-0": "protected", "role-1": "label", "role-2": "prediction", "seed": "77",
    "probes": ["fairness.selection_rate"], "offered": ["fairness.selection_rate"],
}  # fmt: skip


def hidden(page: str, prefix: str = "") -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page):
        if name.startswith(prefix):
            found.setdefault(name, []).append(value)
    return found


def test_what_was_filled_in_goes_through_signing_in_and_is_shown_again(place: Place) -> None:
    address = f"/audits/new?dataset={place.upload()}"
    stranger = place.client
    answer = stranger.post(address, data={**FORM, "csrf": "old", "do": "start"}, headers=FROM_US)
    assert answer.status_code == 401
    assert "What you filled in is kept" in answer.text
    kept = hidden(answer.text, "kept-")
    assert kept["kept-seed"][0] == "77"
    assert "kept-csrf" not in kept
    signed = stranger.post(
        "/login",
        data={
            "next": address, "key": place.keys["full"],
            **{name: values[0] for name, values in kept.items()},
        },
        headers=FROM_US,
    )  # fmt: skip
    assert "Nothing was started and nothing is lost" in signed.text
    fields = hidden(signed.text)
    assert fields["do"] == ["look"]
    shown = stranger.post(address, data=fields, headers=FROM_US)
    assert shown.status_code == 200
    assert 'name="seed" value="77"' in shown.text
    assert place.queue.audits == []


def test_a_form_of_an_older_session_is_shown_again_with_a_fresh_token(place: Place) -> None:
    browser = place.signed_in()
    address = f"/audits/new?dataset={place.upload()}"
    answer = browser.post(address, data={**FORM, "csrf": "old", "do": "start"}, headers=FROM_US)
    assert answer.status_code == 403
    fields = hidden(answer.text)
    assert set(fields["csrf"]) == {token(browser.get("/audits/new").text)}
    assert fields["role-0"] == ["protected"]


def test_a_form_of_another_site_is_not_carried_on(place: Place) -> None:
    for origin in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        headers = {**origin, "Accept": "text/html"}
        answer = place.client.post(
            "/audits/new", data=FORM, headers={**headers, "Accept": "text/html"}
        )
        assert "kept-" not in answer.text
        answer = place.signed_in().post(
            "/audits/new", data=FORM, headers={**headers, "Accept": "text/html"}
        )
        assert answer.status_code == 403
        assert "protected" not in answer.text


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/schedules", {"name": "nightly", "document": "dataset: {}", "trigger": "cron"}),
        ("/policies", {"name": "lending", "rules": "- {metric: accuracy, above: 0.5}"}),
        ("/audits/{audit}/comment", {"text": "see the memo of the board"}),
        ("/audits/{audit}/sign-off", {"statement": "read by the board"}),
        ("/audits/{audit}/waive", {"owner": "Risk", "reason": "known to the board", "until": ""}),
    ],
)
def test_every_long_form_survives_a_session_that_ended_and_does_nothing_by_itself(
    place: Place, path: str, fields: dict[str, str]
) -> None:
    address = path.format(audit=place.completed_audit())
    stranger = place.client
    answer = stranger.post(address, data={**fields, "csrf": "old"}, headers=FROM_US)
    assert "What you filled in is kept" in answer.text
    kept = {name: values[0] for name, values in hidden(answer.text, "kept-").items()}
    signed = stranger.post(
        "/login", data={"next": address, "key": place.keys["full"], **kept}, headers=FROM_US
    )
    shown = stranger.post(address, data=hidden(signed.text), headers=FROM_US)
    assert shown.status_code == 200
    longest = max(fields.values(), key=len)
    assert longest in shown.text
    for row in ("/schedules", "/policies"):
        assert f'<h2 id="h-{fields.get("name")}' not in stranger.get(row).text
    if "{audit}" in path:
        review = f"/v1/audits/{address.split('/')[2]}/review"
        said = place.client.get(review, headers=place.headers()).json
        assert (said["waivers"], said["remarks"]) == ([], [])
