"""A due time or a message becomes a run, or a refusal with its remedy."""

import pytest

from service.records.unit_of_work import EVERYONE
from tests.local_hosts import LOCAL
from tests.service.api.test_inbound import inbound, mlflow
from tests.service.api.test_schedules import document, schedule
from tests.service.conftest import DOCUMENT_COLUMNS, ListeningQueue, Place
from tests.service.worker_hands import inspected

# Addresses are looked up before they are told anything.
pytestmark = pytest.mark.allow_hosts(LOCAL)


def test_a_version_that_was_never_uploaded_is_refused_with_the_remedy(place: Place) -> None:
    address, secret = inbound(place, "mlflow")
    with place.records.writing(EVERYONE) as unit:
        (row,) = unit.schedules.page().rows
        unit.schedules.change(row.id, document={**row.document, "model": {"name": "credit"}})
        unit.commit()
    news = {
        "entity": "model_version",
        "action": "created",
        "data": {"name": "credit", "version": "7"},
    }
    answer = mlflow(place, address, secret, news)
    assert answer.json["state"] == "refused"
    assert "POST /v1/models" in answer.json["note"]


@pytest.mark.parametrize("kind", ["model", "dataset"])
def test_a_schedule_whose_model_or_data_was_deleted_is_refused_with_the_remedy_and_told(
    place: Place, kind: str
) -> None:
    from service.schedule_trigger import fire_due

    found = document(place)
    data = found["dataset"]["id"]
    if kind == "model":
        found["model"] = {"id": place.upload("model", b"model", name="m")}
        profile = {
            "format": "huggingface", "task": "classification", "outputs": [], "classes": ["0", "1"],
            "inputs": [{"name": "income", "kind": "number", "dtype": "float", "shape": []}],
            "capabilities": ["Classifier"], "probabilities": True, "sha256": "0" * 64,
            "parameters": None, "warnings": [],
        }  # fmt: skip
        with place.records.writing(EVERYONE) as unit:
            unit.models.find(found["model"]["id"]).profile = profile
            unit.commit()
        found["dataset"]["columns"] = {
            name: spec for name, spec in DOCUMENT_COLUMNS.items() if name != "answer"
        }
    url = "https://93.184.215.14/x"
    hook = place.client.post("/v1/webhooks", json={"url": url}, headers=place.headers()).json["id"]
    made = schedule(place, document=found)
    assert made.status_code == 201, made.text
    gone = found[kind]["id"] if kind == "model" else data
    assert place.client.delete(f"/v1/{kind}s/{gone}", headers=place.headers()).status_code == 204
    with place.records.writing(EVERYONE) as unit:
        unit.schedules.find(made.json["id"]).next_due_at = unit.now() - 1
        unit.commit()
    assert fire_due(place.records, place.queue) == 0
    runs = place.client.get(f"/v1/schedules/{made.json['id']}/runs", headers=place.headers())
    (run,) = runs.json["items"]
    assert run["state"] == "refused"
    assert f"there is no such {kind}" in run["note"]
    assert "upload it" in run["note"]
    told = place.client.get(f"/v1/webhooks/{hook}/deliveries", headers=place.headers())
    assert [item["event"] for item in told.json["items"]] == ["schedule_missed"]


def test_a_broken_new_version_is_refused_with_its_reason_and_told_beside_a_good_one(
    place: Place,
) -> None:
    from service.schedule_trigger import fire_due

    what = document(place)
    data = place.client.get(f"/v1/datasets/{what['dataset']['id']}", headers=place.headers()).json
    what["dataset"] = {"name": data["name"], "columns": DOCUMENT_COLUMNS}
    url = "https://93.184.215.14/x"
    hook = place.client.post("/v1/webhooks", json={"url": url}, headers=place.headers()).json["id"]
    made = schedule(place, document=what, trigger="dataset_version", expression=None)
    assert made.status_code == 201, made.text
    good, broken = (
        place.client.post(
            "/v1/datasets", data=data_bytes, headers=place.headers(),
            query_string={"name": data["name"], "version": label},
        ).json["id"]
        for label, data_bytes in (("8", b"good"), ("9", b"broken"))
    )  # fmt: skip
    inspected(place.records, good)
    problem = {"field": "dataset", "reason": "p.csv is no table", "remedy": "mend it", "code": "x"}
    inspected(place.records, broken, "refused", problems=[problem])
    assert fire_due(place.records, place.queue) == 1
    runs = place.client.get(f"/v1/schedules/{made.json['id']}/runs", headers=place.headers())
    states = {run["state"]: run for run in runs.json["items"]}
    assert set(states) == {"started", "refused"}
    assert states["refused"]["note"].startswith("version 9 cannot be audited: ")
    assert "p.csv is no table" in states["refused"]["note"]
    told = place.client.get(f"/v1/webhooks/{hook}/deliveries", headers=place.headers())
    assert [item["event"] for item in told.json["items"]] == ["schedule_missed"]


def test_a_schedule_whose_owner_has_no_rows_left_writes_none_and_goes_on_later(
    place: Place,
) -> None:
    from service.schedule_trigger import fire_due

    made = schedule(place)

    def fire(most: int) -> int:
        with place.records.writing(EVERYONE) as unit:
            unit.schedules.find(made.json["id"]).next_due_at = unit.now() - 1
            unit.commit()
        settings = place.settings.model_copy(update={"tenant_rows": most})
        return fire_due(place.records, ListeningQueue(settings))

    def rows() -> int:
        with place.records.reading(EVERYONE) as unit:
            return unit.spending.rows(place.tenants["ours"])

    before = rows()
    assert fire(before) == 0
    assert rows() == before
    with place.records.reading(EVERYONE) as unit:
        assert unit.schedules.find(made.json["id"]).next_due_at > unit.now()
    assert fire(before + 10) == 1
