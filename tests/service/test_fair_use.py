"""Things that are kept until somebody removes them are bounded, for each organisation alone."""

from collections.abc import Callable

import pytest

from service import fair_use
from service.records.tables import InboundHook, Schedule, Upload, Webhook
from tests.service.conftest import Place


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
