"""Erasing says what goes when, is confirmed, and leaves a line; retention goes by kind."""

import os
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from service.artifacts import open_store
from service.records.unit_of_work import EVERYONE
from tests.service.conftest import DOCUMENT_COLUMNS, Place
from workers.garbage_collection import sweep_old, versions_kept


def shown(place: Place, object_id: str) -> dict:
    answer = place.client.get(f"/v1/erasures/{object_id}", headers=place.headers())
    assert answer.status_code == 200, answer.text
    return answer.json


def erase(place: Place, object_id: str, confirm: str | None) -> tuple[int, dict]:
    answer = place.client.post(
        f"/v1/erasures/{object_id}", json={"confirm": confirm or "x"}, headers=place.headers()
    )
    return answer.status_code, answer.json


def trail(place: Place, action: str) -> list[dict]:
    answer = place.client.get(f"/v1/trail?action={action}", headers=place.headers())
    return answer.json["items"]


def grow_old(place: Place, days: float) -> None:
    with place.records._engine.begin() as connection:
        for table in ("artifacts", "model_versions", "dataset_versions"):
            connection.execute(
                text(f"update {table} set created_at = created_at - {days * 86_400}")
            )
    for path in Path(place.settings.artifacts_url).rglob("*"):
        if path.is_file():
            os.utime(path, (time.time() - days * 86_400,) * 2)


def test_what_goes_is_said_then_done_then_confirmed(place: Place) -> None:
    audit = place.completed_audit()
    with place.records.writing(EVERYONE) as unit:  # as the worker does that stores them
        row = unit.audits.report(audit)
        for sha256 in (row.json_sha256, row.article_sha256, row.page_sha256):
            unit.artifacts.add(place.tenants["ours"], sha256, 1000)
        unit.commit()
    said = shown(place, audit)
    assert said["bytes"] == 3000
    assert shown(place, audit)["confirm"] == said["confirm"]  # to look changes nothing
    assert said["goes_at_once"]["audit"] == 1
    assert said["goes_at_once"]["reports"] == 1
    assert said["goes_at_once"]["measurements"] > 0
    assert said["files"] == 3  # JSON, article and page
    assert said["blocked"] is None
    status, done = erase(place, audit, said["confirm"])
    assert status == 200
    assert done["goes_at_once"] == said["goes_at_once"]
    assert place.client.get(f"/v1/audits/{audit}", headers=place.headers()).status_code == 404
    (line,) = trail(place, "audit.erased")
    assert line["object"] == audit
    erased = set(line["details"]["sha256"])
    assert len(erased) == 3
    grow_old(place, 1)
    store = open_store(place.settings)
    sweep_old(place.records, store, keep_days=0)
    assert not any(sha256 in store for sha256 in erased)
    (line,) = trail(place, "bytes.erased")
    assert set(line["details"]["sha256"]) == erased


@pytest.mark.parametrize("object_id", ["x", "aud_" + "0" * 32, "key_" + "0" * 32, "mdl_x"])
def test_what_is_not_there_is_404(place: Place, object_id: str) -> None:
    answer = place.client.get(f"/v1/erasures/{object_id}", headers=place.headers())
    assert answer.status_code == 404


def test_models_and_datasets_have_retention_of_their_own(place: Place) -> None:
    model = place.upload("model", b"old model", name="old")
    data = place.upload(content=b"old data", name="old")
    scheduled = place.upload(content=b"a,b\n1,2\n", name="scheduled")
    answer = place.client.post(
        "/v1/schedules",
        json={
            "name": "n",
            "document": {"dataset": {"name": "scheduled", "columns": DOCUMENT_COLUMNS}},
            "expression": "0 3 * * *",
        },
        headers=place.headers(),
    )
    assert answer.status_code == 201, answer.text
    place.completed_audit()  # names data of its own
    grow_old(place, 10)
    young = place.upload("model", b"young model", name="young")

    def there(kind: str) -> set[str]:
        listed = place.client.get(f"/v1/{kind}s", headers=place.headers()).json["items"]
        return {found["id"] for found in listed}

    before = there("dataset")
    for keeping, models_left, datasets_left in (
        (versions_kept(models=0, datasets=0), {model, young}, before),
        (versions_kept(models=20, datasets=20), {model, young}, before),
        (versions_kept(models=7, datasets=0), {young}, before),
        (versions_kept(models=7, datasets=7), {young}, before - {data}),
    ):
        sweep_old(place.records, open_store(place.settings), keep_days=0, keep_versions=keeping)
        assert (there("model"), there("dataset")) == (models_left, datasets_left)
    assert scheduled in there("dataset")
    assert [line["object"] for line in trail(place, "model.expired")] == [model]
    with place.records.reading(EVERYONE) as unit:
        assert unit.log.first_broken(place.tenants["ours"]) is None
