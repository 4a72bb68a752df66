"""How much an organisation may keep, what counts, and what frees it."""

from dataclasses import replace

import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from service.app import create_app
from service.records.unit_of_work import EVERYONE
from tests.service.conftest import Place
from workers.garbage_collection import sweep_old

BOUND = 1000


@pytest.fixture
def bounded(place: Place) -> Place:
    settings = place.settings.model_copy(update={"tenant_bytes": BOUND})
    app = create_app(settings, records=place.records, store=place.store, queue=place.queue)
    return replace(place, app=app, settings=settings)


def send(place: Place, size: int, key: str = "full", **headers: str) -> TestResponse:
    found: TestResponse = place.client.post(
        "/v1/datasets", data=bytes([size % 251]) * size, headers={**place.headers(key), **headers},
        query_string={"name": f"n{size}"},
    )  # fmt: skip
    return found


def usage(place: Place, key: str = "full") -> dict[str, int]:
    found: dict[str, int] = place.client.get("/v1/usage", headers=place.headers(key)).json
    return found


def refused(answer: TestResponse) -> str:
    assert answer.status_code == 413, answer.text
    assert answer.json["code"] == "storage_quota_reached"
    assert "EVENHAND_TENANT_BYTES" in answer.json["hint"]
    assert "DELETE /v1/models" in answer.json["hint"]
    return str(answer.json["detail"])


def test_bytes_beyond_the_bound_are_refused_and_the_answer_says_what_is_used(
    bounded: Place,
) -> None:
    assert send(bounded, 600).status_code == 201
    detail = refused(send(bounded, 500))
    assert detail.startswith("600 bytes are stored, 0 are on their way in, and 1000 are allowed")
    assert "500 more bytes" in detail
    assert send(bounded, 400).status_code == 201
    said = usage(bounded)
    assert said.pop("stored_rows") > 0
    assert said == {
        "stored_bytes": 1000, "arriving_bytes": 0, "most_bytes": BOUND,
        "queued_audits": 0, "most_queued": 100, "cpu_seconds": 0.0, "most_cpu_seconds": None,
        "most_rows": None,
    }  # fmt: skip


def test_the_same_bytes_again_take_no_more_room(bounded: Place) -> None:
    assert send(bounded, 1000).status_code == 201
    (first,) = bounded.client.get("/v1/datasets", headers=bounded.headers()).json["items"]
    sha256 = first["sha256"]
    again = bounded.client.post(
        "/v1/datasets", data=bytes([1000 % 251]) * 1000, headers=bounded.headers(),
        query_string={"name": "copy", "sha256": sha256},
    )  # fmt: skip
    assert again.status_code == 201, again.text
    assert usage(bounded)["stored_bytes"] == 1000


def test_an_upload_under_way_counts_as_announced_until_it_is_given_up(bounded: Place) -> None:
    begun = send(bounded, 0, **{"Upload-Length": "700"})
    assert begun.status_code == 201
    assert usage(bounded)["arriving_bytes"] == 700
    assert "700 are on their way in" in refused(send(bounded, 301))
    refused(send(bounded, 0, **{"Upload-Length": "301"}))
    upload = begun.json["upload"]["id"]
    gone = bounded.client.delete(f"/v1/uploads/{upload}", headers=bounded.headers())
    assert gone.status_code == 204
    assert usage(bounded)["arriving_bytes"] == 0
    assert send(bounded, 1000).status_code == 201
    again = bounded.client.delete(f"/v1/uploads/{upload}", headers=bounded.headers())
    assert again.status_code == 409


def test_an_upload_that_nobody_goes_on_with_counts_what_has_arrived(bounded: Place) -> None:
    begun = send(bounded, 0, **{"Upload-Length": "700"}).json["upload"]["id"]
    part = bounded.client.patch(
        f"/v1/uploads/{begun}", data=b"x" * 200,
        headers={**bounded.headers(), "Upload-Offset": "0"},
    )  # fmt: skip
    assert part.status_code == 200
    with bounded.records.writing(EVERYONE) as unit:
        unit._session.execute(text("update uploads set touched_at = touched_at - 4000"))
        unit.commit()
    assert usage(bounded)["arriving_bytes"] == 200
    assert send(bounded, 800).status_code == 201
    # Its last part comes after all: there is no room any more, and what is here stays.
    last = {"data": b"y" * 500, "headers": {**bounded.headers(), "Upload-Offset": "200"}}
    refused(bounded.client.patch(f"/v1/uploads/{begun}", **last))
    version = bounded.client.get("/v1/datasets", headers=bounded.headers()).json["items"][0]["id"]
    assert (
        bounded.client.delete(f"/v1/datasets/{version}", headers=bounded.headers()).status_code
        == 204
    )
    last = {"data": b"", "headers": {**bounded.headers(), "Upload-Offset": "700"}}
    done = bounded.client.patch(f"/v1/uploads/{begun}", **last)
    assert done.status_code == 201, done.text
    assert usage(bounded)["stored_bytes"] == 700


def test_a_refused_body_holds_no_room_and_its_bytes_are_swept(bounded: Place) -> None:
    assert send(bounded, 600).status_code == 201
    for _ in range(2):
        answer = bounded.client.post(
            "/v1/datasets", data=b"", headers=bounded.headers(), query_string={"name": "empty"}
        )
        assert answer.status_code == 422
    assert usage(bounded) == {**usage(bounded), "stored_bytes": 600, "arriving_bytes": 0}


def test_a_tenants_own_bound_wins_and_others_are_not_touched(bounded: Place) -> None:
    with bounded.records.writing(bounded.tenants["ours"]) as unit:
        unit.quotas.bound(2000)
        unit.commit()
    assert send(bounded, 1500).status_code == 201
    assert usage(bounded, "stranger")["stored_bytes"] == 0
    refused(send(bounded, 1500, key="stranger"))
    with bounded.records.writing(bounded.tenants["ours"]) as unit:
        unit.quotas.bound(0)  # no bound at all
        unit.commit()
    assert usage(bounded)["most_bytes"] is None
    assert send(bounded, 5000).status_code == 201


def test_deleting_frees_the_room_at_once_and_the_sweep_takes_the_bytes(bounded: Place) -> None:
    version = send(bounded, 900).json
    refused(send(bounded, 200))
    gone = bounded.client.delete(f"/v1/datasets/{version['id']}", headers=bounded.headers())
    assert gone.status_code == 204
    assert usage(bounded)["stored_bytes"] == 0
    assert send(bounded, 200).status_code == 201
    # Young bytes may be somebody's upload of this moment; an hour later they go.
    assert sweep_old(bounded.records, bounded.store, keep_days=0) == (0, 0)
    assert version["sha256"] in bounded.store
    import os
    import time

    (file,) = (bounded.settings.home / "artifacts").glob(f"{version['sha256'][:2]}/*")
    os.utime(file, (time.time() - 7200, time.time() - 7200))
    assert sweep_old(bounded.records, bounded.store, keep_days=0) == (0, 1)
    assert version["sha256"] not in bounded.store


def test_bytes_that_come_again_after_being_thrown_away_count_again(bounded: Place) -> None:
    version = send(bounded, 900).json
    bounded.client.delete(f"/v1/datasets/{version['id']}", headers=bounded.headers())
    assert send(bounded, 900).status_code == 201
    assert usage(bounded)["stored_bytes"] == 900


def test_what_an_audit_was_made_with_stays_until_the_audit_goes(place: Place) -> None:
    audit = place.completed_audit()
    found = place.client.get(f"/v1/audits/{audit}", headers=place.headers()).json
    with place.records.writing(place.tenants["ours"]) as unit:
        unit.artifacts.add(unit.tenant, unit.audits.report(audit).page_sha256, 5000)
        unit.commit()
    before = usage(place)["stored_bytes"]
    assert before > 5000
    data = f"/v1/datasets/{found['dataset']}"
    kept = place.client.delete(data, headers=place.headers())
    assert kept.status_code == 409
    assert "DELETE /v1/audits" in kept.json["detail"]
    assert place.client.delete(f"/v1/audits/{audit}", headers=place.headers()).status_code == 204
    assert place.client.get(f"/v1/audits/{audit}", headers=place.headers()).status_code == 404
    assert usage(place)["stored_bytes"] == before - 5000
    assert place.client.delete(data, headers=place.headers()).status_code == 204
    assert usage(place)["stored_bytes"] == 0


def test_a_waiting_audit_is_cancelled_before_it_is_deleted(place: Place) -> None:
    audit = place.audit()
    answer = place.client.delete(f"/v1/audits/{audit}", headers=place.headers())
    assert answer.status_code == 409
    assert "cancel it first" in answer.json["detail"]


def test_a_family_is_not_deleted_by_chance(place: Place) -> None:
    data = place.upload()
    family = place.client.get(f"/v1/datasets/{data}", headers=place.headers()).json["family"]
    answer = place.client.delete(f"/v1/datasets/{family}", headers=place.headers())
    assert answer.status_code == 404
    assert "one version" in answer.json["hint"]
