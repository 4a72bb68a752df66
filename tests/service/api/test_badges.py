"""A picture of a model's latest gate, for whoever has its address."""

from tests.service.conftest import Place
from tests.service.worker_hands import (
    DOCUMENT_COLUMNS,
    RULE,
    claimed,
    finished,
    inspected,
    measured,
)

MODEL = {
    "format": "onnx", "task": "classification", "inputs": [], "outputs": [], "classes": ["0", "1"],
    "capabilities": ["Classifier"], "probabilities": True, "sha256": "1" * 64, "parameters": 2,
    "warnings": [],
}  # fmt: skip


def uploaded(place: Place) -> str:
    """Id of a model that a worker has looked into."""
    answer = place.client.post("/v1/models?name=credit%5B1%5D", data=b"m", headers=place.headers())
    version = str(answer.json["id"])
    inspected(place.records, version, profile=MODEL)
    return version


def address(place: Place, model: str) -> str:
    answer = place.client.get(f"/v1/models/{model}/badge", headers=place.headers()).json
    assert answer["markdown"].startswith("[![evenhand: credit 1 ](")
    assert answer["url"] in answer["markdown"]
    return str(answer["url"]).removeprefix(place.settings.public_url)


def test_it_is_the_gate_of_the_latest_audit_and_needs_no_key(place: Place) -> None:
    model = uploaded(place)
    where = address(place, model)
    assert place.client.get(where).status_code == 404  # nothing was audited yet
    audit = place.audit(model={"id": model}, dataset={
        "id": place.upload(name="people"), "columns": DOCUMENT_COLUMNS
    }, policy={"rules": [RULE]})  # fmt: skip
    claim = claimed(place.records, audit)
    measured(place.records, claim)
    finished(place.records, place.store, claim)
    answer = place.client.get(where)
    assert answer.status_code == 200
    assert answer.content_type == "image/svg+xml"
    assert "evenhand: fail" in answer.text
    assert answer.headers["Cache-Control"] == "public, max-age=300"


def test_a_newer_version_that_was_not_audited_or_refused_is_named(place: Place) -> None:
    model = uploaded(place)
    audit = place.audit(model={"id": model}, dataset={
        "id": place.upload(name="people"), "columns": DOCUMENT_COLUMNS
    }, policy={"rules": [RULE]})  # fmt: skip
    claim = claimed(place.records, audit)
    measured(place.records, claim)
    finished(place.records, place.store, claim)
    where = address(place, model)
    label = place.client.get(f"/v1/models/{model}", headers=place.headers()).json["version"]
    assert f"fail, version {label}<" in place.client.get(where).text
    newer = place.client.post(
        "/v1/models?name=credit%5B1%5D&version=9", data=b"broken", headers=place.headers()
    ).json["id"]
    assert f"version {label}, 9 not audited" in place.client.get(where).text
    inspected(place.records, newer, "refused", problems=[])
    assert f"version {label}, 9 refused" in place.client.get(where).text


def test_another_token_or_another_model_opens_nothing(place: Place) -> None:
    where = address(place, uploaded(place))
    _, _, family, token = where.split("/")
    for wrong in (f"/badges/{family}/{'A' * 24}.svg", f"/badges/mdl_other/{token}"):
        assert place.client.get(wrong).status_code == 404
    stranger = place.client.get(f"/v1/models/{family}/badge", headers=place.headers("stranger"))
    assert stranger.status_code == 404
