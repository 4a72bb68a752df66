"""Bytes become a version that waits for its inspection."""

import hashlib

import pytest

from service.receiving import plain_name
from tests.service.api.test_uploads import CONTENT
from tests.service.conftest import Place


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


@pytest.mark.parametrize(
    ("sent", "kept"),
    [("../../etc/passwd", "passwd"), ("C:\\models\\a.onnx", "a.onnx"), ("a\r\nb", "ab"),
     ("..", "upload"), ("", "upload"), ("\u202egnp.exe", "gnp.exe"), ("naïve.csv", "naïve.csv")],
)  # fmt: skip
def test_a_file_name_keeps_only_its_last_printable_part(sent: str, kept: str) -> None:
    assert plain_name(sent) == kept
