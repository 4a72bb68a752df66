"""The workers' hold on audits."""

import time

import pytest

from service.records.errors import LeaseLost
from tests.service.records.conftest import Home, outcome

STEP = {
    "step": 3, "probe": "p", "status": "ran",
    "measurements": [{"probe": "p", "metric": "m", "group": {}, "value": 0.5}],
}  # fmt: skip


def state(home: Home, audit: str):  # type: ignore[no-untyped-def]
    return home.read(lambda unit: unit.audits.find(audit))


def test_a_claim_counts_its_attempt_and_knows_its_tenant(home: Home) -> None:
    audit = home.audit()
    claim = home.claim(audit, lease=0.05)
    assert (claim.attempt, claim.tenant, claim.audit_id) == (1, home.ours, audit)
    assert abs(claim.claimed_at - time.time()) < 5
    started = state(home, audit).started_at
    time.sleep(0.1)
    again = home.claim(audit)
    assert again.attempt == 2
    assert again.token != claim.token
    assert state(home, audit).started_at == started


def test_a_step_saved_twice_is_there_once_and_not_run_again(home: Home) -> None:
    audit = home.audit()
    claim = home.claim(audit)
    for _ in range(2):
        home.everyone(lambda unit: unit.claims.save_step(claim, STEP, {"percent": 10}))
    assert home.everyone(lambda unit: unit.claims.saved_steps(claim)) == {3}
    assert len(home.read(lambda unit: unit.audits.measurements(audit))) == 1
    assert state(home, audit).progress == {"percent": 10}


def test_an_end_is_one_and_frees_the_audit(home: Home) -> None:
    audit = home.audit()
    claim = home.claim(audit)
    home.everyone(lambda unit: unit.claims.finish(claim, outcome("fail")))
    row = state(home, audit)
    assert (row.state, row.gate, row.token, row.lease_until) == ("completed", "fail", None, None)
    assert row.finished_at is not None
    for write in (
        lambda unit: unit.claims.finish(claim, outcome()),
        lambda unit: unit.claims.cancel(claim),
        lambda unit: unit.claims.save_progress(claim, {}),
    ):
        with pytest.raises(LeaseLost):
            home.everyone(write)
    assert len(home.read(lambda unit: unit.audits.findings(audit))) == 1


def test_what_is_handed_back_is_queued_without_the_attempt(home: Home) -> None:
    audit = home.audit()
    claim = home.claim(audit)
    home.everyone(lambda unit: unit.claims.hand_back(claim))
    assert (state(home, audit).state, state(home, audit).attempt) == ("queued", 0)
    assert home.claim(audit).attempt == 1


def test_a_failure_says_why_with_its_problems(home: Home) -> None:
    audit = home.audit()
    claim = home.claim(audit)
    problem = {"field": "model", "reason": "it broke", "remedy": "mend it", "code": "x"}
    home.everyone(lambda unit: unit.claims.fail(claim, "model_failure", "it broke", [problem]))
    row = state(home, audit)
    assert (row.state, row.error_code, row.problems) == ("failed", "model_failure", [problem])
