"""Datasets over HTTP: families, versions, and their end."""

from secrets import token_bytes

from tests.service.conftest import Place


def test_a_family_lists_its_versions_newest_first_until_each_is_deleted(place: Place) -> None:
    headers = place.headers()
    first, second = (place.upload(content=token_bytes(8), name="people") for _ in range(2))
    newest = place.client.get("/v1/datasets", headers=headers).json["items"]
    assert [item["id"] for item in newest] == [second]
    address = f"/v1/datasets/{newest[0]['family']}"
    listed = place.client.get(f"{address}/versions", headers=headers).json["items"]
    assert [item["id"] for item in listed] == [second, first]
    # A family's id would mean whichever came last.
    assert place.client.delete(address, headers=headers).status_code == 404
    assert place.client.delete(f"/v1/datasets/{second}", headers=headers).status_code == 204
    assert place.client.get(address, headers=headers).json["id"] == first


def test_what_an_audit_names_is_not_deleted(place: Place) -> None:
    audit = place.audit()
    dataset = place.client.get(f"/v1/audits/{audit}", headers=place.headers()).json["dataset"]
    answer = place.client.delete(f"/v1/datasets/{dataset}", headers=place.headers())
    assert answer.status_code == 409
