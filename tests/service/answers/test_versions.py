"""How a version looks from outside."""

from tests.service.conftest import Place
from tests.service.worker_hands import PROFILE, inspected


def test_the_inspection_shows_at_the_versions_address(place: Place) -> None:
    version = place.upload("dataset", name="people")
    found = place.client.get(f"/v1/datasets/{version}", headers=place.headers())
    profile = {**PROFILE, "sha256": found.json["sha256"]}
    assert found.json["inspection"] == {"state": "ready", "profile": profile, "problems": []}
    problem = {"field": "file", "reason": "is a pickle", "remedy": "send ONNX", "code": "pickle"}
    answer = place.client.post("/v1/models", data=b"\x80\x04", headers=place.headers())
    inspected(place.records, answer.json["id"], "refused", problems=[problem])
    found = place.client.get(answer.headers["Location"], headers=place.headers())
    assert found.json["inspection"] == {"state": "refused", "profile": None, "problems": [problem]}


def test_a_new_version_names_its_parent_and_a_family_its_latest(place: Place) -> None:
    first, second = (
        place.client.post(
            f"/v1/models?name=credit&version={n}", data=b"model %d" % n, headers=place.headers()
        ).json
        for n in (1, 2)
    )
    assert second["parent"] == first["id"]
    latest = place.client.get(f"/v1/models/{first['family']}", headers=place.headers()).json
    assert latest["id"] == second["id"]
    listed = place.client.get(f"/v1/models/{first['family']}/versions", headers=place.headers())
    assert [item["id"] for item in listed.json["items"]] == [second["id"], first["id"]]
    assert len(place.client.get("/v1/models", headers=place.headers()).json["items"]) == 1
