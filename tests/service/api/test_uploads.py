import hashlib

import pytest

from service.api.receiving import plain_name
from tests.service.conftest import Place
from tests.service.worker_hands import PROFILE, inspected

CONTENT = b"sex,label\nfemale,1\n"


def test_an_upload_becomes_a_version_that_waits_for_its_inspection(place: Place) -> None:
    answer = place.client.post(
        "/v1/datasets?name=people&filename=people.csv", data=CONTENT, headers=place.headers()
    )
    assert answer.status_code == 201
    body = answer.json
    assert answer.headers["Location"] == f"/v1/datasets/{body['id']}"
    assert body["id"].startswith("dsv_")
    assert body["family"].startswith("dst_")
    assert body["sha256"] == hashlib.sha256(CONTENT).hexdigest()
    assert body["version"] == body["sha256"][:12]
    assert body["size_bytes"] == len(CONTENT)
    assert body["inspection"] == {"state": "waiting", "profile": None, "problems": []}
    assert place.queue.inspections == [body["id"]]
    assert place.store.read(body["sha256"]) == CONTENT


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


def test_the_same_bytes_under_the_same_name_are_the_same_version(place: Place) -> None:
    ids = {
        place.client.post("/v1/models?name=credit", data=b"model", headers=place.headers()).json[
            "id"
        ]
        for _ in range(3)
    }
    assert len(ids) == 1


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


def test_a_taken_version_with_other_bytes_is_a_conflict(place: Place) -> None:
    for content, status in ((b"one", 201), (b"two", 409)):
        answer = place.client.post(
            "/v1/models?name=credit&version=1", data=content, headers=place.headers()
        )
        assert answer.status_code == status


def test_other_bytes_than_announced_are_refused_and_not_kept(place: Place) -> None:
    answer = place.client.post(
        f"/v1/datasets?sha256={'0' * 64}", data=CONTENT, headers=place.headers()
    )
    assert answer.status_code == 422
    assert answer.json["code"] == "checksum_mismatch"
    assert place.client.get("/v1/datasets", headers=place.headers()).json["items"] == []
    assert hashlib.sha256(CONTENT).hexdigest() not in place.store


def test_an_empty_file_is_refused(place: Place) -> None:
    answer = place.client.post("/v1/datasets", data=b"", headers=place.headers())
    assert answer.status_code == 422


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


def test_more_than_the_limit_is_refused_before_it_is_read(place: Place) -> None:
    length = str(place.settings.upload_bytes + 1)
    answer = place.client.post("/v1/models", headers={**place.headers(), "Upload-Length": length})
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("sent", "kept"),
    [("../../etc/passwd", "passwd"), ("C:\\models\\a.onnx", "a.onnx"), ("a\r\nb", "ab"),
     ("..", "upload"), ("", "upload"), ("\u202egnp.exe", "gnp.exe"), ("naïve.csv", "naïve.csv")],
)  # fmt: skip
def test_a_file_name_keeps_only_its_last_printable_part(sent: str, kept: str) -> None:
    assert plain_name(sent) == kept


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
