"""The statements of a claim: each change of an audit is fenced by its token."""

import pytest
from sqlalchemy import Update
from sqlalchemy.dialects import sqlite

from service.records import statements
from tests.service.records.conftest import Home

FENCED = {
    "beat": statements.BEAT,
    "hand back": statements.HAND_BACK,
    "change": statements.change("progress"),
    "end": statements.end("state", "gate"),
}


@pytest.mark.parametrize("statement", FENCED.values(), ids=FENCED)
def test_every_change_names_the_audit_its_token_and_its_state(statement: Update) -> None:
    condition = str(statement.whereclause)
    for part in ("audits.id = :its_id", "audits.token = :its_token", "audits.state = :state"):
        assert part in condition


def test_one_statement_is_built_for_one_set_of_columns() -> None:
    assert statements.change("progress") is statements.change("progress")
    assert statements.change("progress") is not statements.change("gate")
    bound = statements.end("state", "gate").compile(dialect=sqlite.dialect()).params
    assert {"new_state", "new_gate"} <= bound.keys()
    assert bound["token"] is None


def test_an_audit_that_is_to_be_cancelled_is_not_taken(home: Home) -> None:
    audit = home.audit()
    claim = home.claim(audit)
    home.write(lambda unit: unit.audits.request_cancel(audit))
    home.everyone(lambda unit: unit.claims.hand_back(claim))
    taken = home.everyone(
        lambda unit: unit.claims.take(audit, worker="w", lease_seconds=9, attempts=3)
    )
    assert taken is None
