import hashlib

import pytest

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


CZECH = "kraj,výsledek\nPlzeňský,příznivý\n"


def test_a_table_in_a_named_encoding_is_stored_as_utf_8(place: Place) -> None:
    sent = CZECH.encode("cp1250")
    digest = hashlib.sha256(sent).hexdigest()
    answer = place.client.post(
        f"/v1/datasets?encoding=cp1250&sha256={digest}", data=sent, headers=place.headers()
    )
    assert answer.status_code == 201
    assert place.store.read(answer.json["sha256"]) == CZECH.encode()
    # The same text sent as UTF-8 is the same version of the same bytes.
    again = place.client.post("/v1/datasets", data=CZECH.encode(), headers=place.headers())
    assert again.json["sha256"] == answer.json["sha256"]


@pytest.mark.parametrize(
    ("query", "sent", "code"),
    [
        ("encoding=klingon", CZECH.encode(), "invalid"),
        ("encoding=utf-8", CZECH.encode("cp1250"), "bad_encoding"),
        ("encoding=cp1250", b"PK\x03\x04 and so on", "does_not_fit"),
        (f"encoding=cp1250&sha256={'0' * 64}", CZECH.encode("cp1250"), "checksum_mismatch"),
    ],
)
def test_what_cannot_be_recoded_names_the_field_and_the_remedy(
    place: Place, query: str, sent: bytes, code: str
) -> None:
    answer = place.client.post(f"/v1/datasets?{query}", data=sent, headers=place.headers())
    assert answer.status_code == 422
    (problem,) = answer.json["problems"]
    assert problem["field"] == ("sha256" if "sha256" in query else "encoding")
    assert problem["remedy"]
    assert problem["code"] == code


def test_a_resumable_upload_cannot_be_recoded(place: Place) -> None:
    headers = {**place.headers(), "Upload-Length": "10"}
    answer = place.client.post("/v1/datasets?encoding=cp1250", headers=headers)
    assert answer.status_code == 422
    assert answer.json["problems"][0]["field"] == "encoding"
