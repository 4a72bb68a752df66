"""Models over HTTP: families, versions, and their end."""

from secrets import token_bytes

from tests.service.conftest import Place


def test_a_model_is_uploaded_listed_and_deleted_and_is_no_dataset(place: Place) -> None:
    headers = place.headers()
    model = place.upload("model", content=token_bytes(8), name="scorer", version="1.0")
    (item,) = place.client.get("/v1/models", headers=headers).json["items"]
    assert (item["id"], item["name"], item["version"]) == (model, "scorer", "1.0")
    assert place.client.get("/v1/datasets", headers=headers).json["items"] == []
    assert place.client.get(f"/v1/datasets/{model}", headers=headers).status_code == 404
    versions = place.client.get(f"/v1/models/{item['family']}/versions", headers=headers).json
    assert [version["id"] for version in versions["items"]] == [model]
    assert place.client.delete(f"/v1/models/{model}", headers=headers).status_code == 204
    assert place.client.get(f"/v1/models/{model}", headers=headers).status_code == 404
