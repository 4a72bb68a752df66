"""`evenhand accept AUDIT`, against a real app without a socket."""

import pytest

from evenhand import cli, exit_codes
from tests.evenhand.commands.test_submit import client
from tests.service.conftest import Place, migrated, place, settings

__all__ = ["client", "migrated", "place", "settings"]  # fixtures


def test_an_audit_is_accepted_by_its_id(
    client: None, place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    audit = place.completed_audit()
    assert cli.main(["accept", audit, "--reason", "known"]) == exit_codes.PASS
    assert "is accepted as it is" in capsys.readouterr().out
    with place.records.reading(place.tenants["ours"]) as unit:
        assert unit.audits.find(audit).accepted_reason == "known"


def test_without_a_reason_nothing_is(client: None, place: Place) -> None:
    audit = place.completed_audit()
    assert cli.main(["accept", audit, "--reason", ""]) == exit_codes.REFUSED
