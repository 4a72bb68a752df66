"""Erasing is said before it is done, and done for the state that was shown."""

from tests.service.api.test_erasures import erase, shown
from tests.service.conftest import Place


def test_it_is_not_done_without_the_confirmation_of_the_present_state(place: Place) -> None:
    data = place.upload(content=b"spare", name="spare")
    said = shown(place, data)
    assert (said["files"], said["bytes"]) == (1, 5)
    status, problem = erase(place, data, "0" * 16)
    assert status == 422
    assert problem["problems"][0]["field"] == "confirm"
    place.upload(content=b"spare", name="another")  # the same bytes are somebody's now
    assert erase(place, data, said["confirm"])[0] == 422
    assert shown(place, data)["files"] == 0
    assert erase(place, data, shown(place, data)["confirm"])[0] == 200


def test_what_an_audit_names_is_blocked_and_says_why(place: Place) -> None:
    audit = place.completed_audit()
    data = place.client.get(f"/v1/audits/{audit}", headers=place.headers()).json["dataset"]
    said = shown(place, data["id"] if isinstance(data, dict) else data)
    assert "1 audits were made with it" in said["blocked"]
    assert said["confirm"] is None
    assert erase(place, said["object"], None)[0] == 409
