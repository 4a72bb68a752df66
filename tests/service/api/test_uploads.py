import hashlib

from tests.service.conftest import Place

CONTENT = b"sex,label\nfemale,1\n"


def test_an_upload_goes_on_where_it_broke_off(place: Place) -> None:
    digest = hashlib.sha256(CONTENT).hexdigest()
    opened = place.client.post(
        f"/v1/datasets?name=people&filename=p.csv&sha256={digest}",
        headers={**place.headers(), "Upload-Length": str(len(CONTENT))},
    )
    assert opened.status_code == 201
    address = opened.headers["Location"]

    def send(offset: int, data: bytes) -> object:
        headers = {**place.headers(), "Upload-Offset": str(offset)}
        return place.client.patch(address, data=data, headers=headers)

    first = send(0, CONTENT[:7])
    assert (first.status_code, first.headers["Upload-Offset"]) == (200, "7")
    wrong = send(0, CONTENT[:7])
    assert (wrong.status_code, wrong.headers["Upload-Offset"]) == (409, "7")
    assert wrong.json["code"] == "wrong_offset"
    asked = place.client.get(address, headers=place.headers())
    assert asked.json["upload"]["offset"] == 7
    assert send(7, CONTENT[7:] + b"more").status_code == 413
    last = send(7, CONTENT[7:])
    assert last.status_code == 201
    assert last.json["sha256"] == digest
    assert last.json["filename"] == "p.csv"
    assert send(0, CONTENT).status_code == 409
    asked = place.client.get(address, headers=place.headers())
    assert asked.json["upload"]["offset"] == len(CONTENT)


def test_a_resumable_upload_with_other_bytes_is_thrown_away(place: Place) -> None:
    opened = place.client.post(
        f"/v1/models?sha256={'0' * 64}", headers={**place.headers(), "Upload-Length": "3"}
    )
    headers = {**place.headers(), "Upload-Offset": "0"}
    answer = place.client.patch(opened.headers["Location"], data=b"abc", headers=headers)
    assert (answer.status_code, answer.json["code"]) == (422, "checksum_mismatch")
    asked = place.client.get(opened.headers["Location"], headers=place.headers())
    assert asked.json["upload"]["offset"] == 0
