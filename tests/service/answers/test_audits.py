"""How an audit and its gate look from outside."""

from tests.service.conftest import Place
from tests.service.worker_hands import (
    FINDING,
    claimed,
    failed,
    finished,
    measured,
    told,
)


def test_the_gate_is_final_only_after_the_policy_was_judged(place: Place) -> None:
    audit = place.audit()
    address = f"/v1/audits/{audit}/gate"
    waiting = place.client.get(address, headers=place.headers())
    assert waiting.json["final"] is False
    assert waiting.json["gate"] is None
    assert waiting.json["exit_code"] is None
    assert waiting.headers["Retry-After"]
    claim = claimed(place.records, audit)
    measured(place.records, claim)
    assert place.client.get(address, headers=place.headers()).json["final"] is False
    finished(place.records, place.store, claim)
    judged = place.client.get(address, headers=place.headers()).json
    assert (judged["final"], judged["gate"], judged["exit_code"]) == (True, "fail", 1)
    assert judged["counts"] == {"pass": 0, "fail": 1, "inconclusive": 0, "not_run": 0, "error": 0}
    assert judged["findings"] == [FINDING]
    assert judged["report_url"].endswith(f"/audits/{audit}")


def test_a_broken_audit_is_an_error_and_a_refused_input_exits_3(place: Place) -> None:
    for problems, code in (([], 4), ([{"field": "model", "reason": "r", "remedy": "m",
                                       "code": "c"}], 3)):  # fmt: skip
        audit = place.audit()
        failed(place.records, claimed(place.records, audit), "segfault", "It crashed", problems)
        gate = place.client.get(f"/v1/audits/{audit}/gate", headers=place.headers()).json
        assert (gate["final"], gate["gate"], gate["exit_code"]) == (True, "error", code)
        assert gate["error"]["code"] == "segfault"
        found = place.client.get(f"/v1/audits/{audit}", headers=place.headers()).json
        assert found["state"] == "failed"
        assert found["error"]["problems"] == problems


def test_stages_and_percent_follow_the_worker(place: Place) -> None:
    audit = place.audit()
    claim = claimed(place.records, audit)
    told(place.records, claim, stage="fairness.ranking", percent=42, step=3, of=7)
    found = place.client.get(f"/v1/audits/{audit}", headers=place.headers()).json
    assert (found["percent"], found["stage"], found["step"], found["of"]) == (42, "measure", 3, 7)
    states = {stage["name"]: stage["state"] for stage in found["stages"]}
    assert states == {
        "plan": "done", "wait": "done", "read": "done", "measure": "now", "judge": "todo",
    }  # fmt: skip
