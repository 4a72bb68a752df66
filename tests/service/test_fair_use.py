"""Things that are kept until somebody removes them are bounded, for each organisation alone."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from service import fair_use
from service.app import create_app
from service.records.tables import InboundHook, Schedule, Upload, Webhook
from service.records.unit_of_work import EVERYONE
from tests.service.conftest import ListeningQueue, Place


def upload(place: Place, number: int, key: str) -> tuple[str, dict[str, object], dict[str, str]]:
    return "/v1/models", {}, {"Upload-Length": "5"}


def webhook(place: Place, number: int, key: str) -> tuple[str, dict[str, object], dict[str, str]]:
    return "/v1/webhooks", {"url": "https://8.8.8.8/", "events": ["gate_changed"]}, {}


@pytest.mark.enable_socket
@pytest.mark.parametrize(("kind", "make"), [(Upload, upload), (Webhook, webhook)])
def test_the_third_of_two_is_refused_and_the_stranger_has_two_of_its_own(
    place: Place, monkeypatch: pytest.MonkeyPatch, kind: type, make: Callable[..., tuple]
) -> None:
    _, what, remedy = fair_use.MOST[kind]
    monkeypatch.setitem(fair_use.MOST, kind, (2, what, remedy))
    for key in ("full", "stranger"):
        codes = []
        for number in range(3):
            path, body, headers = make(place, number, key)
            answer = place.client.post(
                path, json=body or None, headers={**place.headers(key), **headers}
            )
            codes.append(answer.status_code)
        assert codes == [201, 201, 429]
        assert answer.json["code"] == "quota_reached"
        assert "DELETE" in answer.json["hint"]


def test_schedules_and_inbound_hooks_are_bounded_too(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    for kind in (Schedule, InboundHook):
        _, what, remedy = fair_use.MOST[kind]
        monkeypatch.setitem(fair_use.MOST, kind, (1, what, remedy))
    columns = {"sex": {"role": "protected"}, "label": {"role": "label", "favourable": "1"}}
    body = {
        "document": {"dataset": {"id": place.upload(), "columns": columns}},
        "trigger": "cron", "expression": "0 0 * * *", "zone": "UTC",
    }  # fmt: skip
    made = [
        place.client.post("/v1/schedules", json={**body, "name": name}, headers=place.headers())
        for name in ("a", "b")
    ]
    assert [answer.status_code for answer in made] == [201, 429]
    hook = {"schedule": made[0].json["id"], "kind": "generic"}
    codes = [
        place.client.post(
            "/v1/inbound", json={**hook, "name": f"h{number}"}, headers=place.headers()
        ).status_code
        for number in range(2)
    ]
    assert codes == [201, 429]


def with_rows(place: Place, most: int) -> Place:
    """The same service, where an organisation may have so many rows."""
    settings = place.settings.model_copy(update={"tenant_rows": most})
    queue = ListeningQueue(settings)
    app = create_app(settings, records=place.records, store=place.store, queue=queue)
    return replace(place, app=app, settings=settings, queue=queue)


def rows(place: Place, name: str = "ours") -> int:
    with place.records.reading(EVERYONE) as unit:
        return unit.spending.rows(place.tenants[name])


@pytest.mark.enable_socket
def test_whoever_has_no_rows_left_stores_nothing_more_by_any_route(place: Place) -> None:
    data = place.upload()
    full = with_rows(place, rows(place))
    before, bytes_before = rows(place), len(list(place.settings.home.rglob("*")))
    columns = {"sex": {"role": "protected"}, "label": {"role": "label", "favourable": "1"}}
    document = {"dataset": {"id": data, "columns": columns}}
    tries = {
        "/v1/datasets": {"data": b"a,b\n1,2\n"},
        "/v1/models": {"data": b"a model"},
        "/v1/models?name=in-parts": {"headers": {"Upload-Length": "5"}},
        "/v1/policies": {"json": {"name": "p", "policy": {"rules": []}}},
        "/v1/webhooks": {"json": {"url": "https://8.8.8.8/", "events": ["gate_changed"]}},
        "/v1/schedules": {"json": {"name": "n", "document": document, "expression": "0 3 * * *"}},
        "/v1/audits": {"json": document},
    }
    for path, sent in tries.items():
        headers = {**full.headers(), **sent.pop("headers", {})}
        answer = full.client.post(path, headers=headers, **sent)
        assert (answer.status_code, answer.json["code"]) == (429, "quota_reached"), path
        assert f"{before} rows" in answer.json["detail"], path
    assert rows(place) == before
    assert len(list(place.settings.home.rglob("*"))) == bytes_before
    theirs = full.client.post("/v1/datasets", data=b"a\n1\n", headers=full.headers("stranger"))
    assert theirs.status_code == 201
    assert full.client.get(f"/v1/datasets/{data}", headers=full.headers()).status_code == 200
    gone = full.client.delete(f"/v1/datasets/{data}", headers=full.headers())
    assert gone.status_code == 204  # what frees rows is never refused
