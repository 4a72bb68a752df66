"""`evenhand gate AUDIT`, against a real app without a socket."""

from pathlib import Path

import pytest

from evenhand import cli, exit_codes
from tests.evenhand.commands.test_submit import client
from tests.service.conftest import Place, migrated, place, settings

__all__ = ["client", "migrated", "place", "settings"]  # fixtures


def test_the_gate_of_a_judged_audit_is_the_exit_code(
    client: None, place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    audit = place.completed_audit()
    junit = tmp_path / "junit.xml"
    code = cli.main(["gate", audit, "--quiet", "--junit", str(junit)])
    assert code == exit_codes.FAIL
    assert "<testsuite" in junit.read_text(encoding="utf-8")
    assert capsys.readouterr().out


def test_who_waits_no_longer_is_told_how_to_go_on(
    client: None, place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    audit = place.audit()
    code = cli.main(["gate", audit, "--quiet", "--timeout", "0.3"])
    assert code == exit_codes.WAITED_TOO_LONG
    assert f"evenhand gate {audit}" in capsys.readouterr().err
