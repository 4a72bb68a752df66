"""An audit is cancelled at once, or asked to end."""

from tests.service.conftest import Place
from tests.service.worker_hands import (
    claimed,
)


def test_cancel_is_at_once_while_waiting_and_a_wish_while_running(place: Place) -> None:
    waiting, running, over = place.audit(), place.audit(), place.completed_audit()
    claimed(place.records, running)
    for _ in range(2):
        answer = place.client.post(f"/v1/audits/{waiting}/cancel", headers=place.headers())
        assert (answer.status_code, answer.json["state"]) == (202, "cancelled")
        answer = place.client.post(f"/v1/audits/{running}/cancel", headers=place.headers())
        assert (answer.json["state"], answer.json["cancel_requested"]) == ("running", True)
    answer = place.client.post(f"/v1/audits/{over}/cancel", headers=place.headers())
    assert (answer.status_code, answer.json["code"]) == (409, "illegal_move")
    gate = place.client.get(f"/v1/audits/{waiting}/gate", headers=place.headers()).json
    assert (gate["final"], gate["gate"], gate["exit_code"]) == (True, "not_run", 2)
