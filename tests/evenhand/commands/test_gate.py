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


def test_every_form_that_an_audit_writes_is_fetched_from_the_service(
    client: None, place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    audit = place.completed_audit()
    summary, sarif = tmp_path / "summary.md", tmp_path / "report.sarif"
    cli.main(["gate", audit, "--quiet", "--markdown", str(summary), "--sarif", str(sarif)])
    address = f"/v1/audits/{audit}/summary.md"
    assert summary.read_text() == place.client.get(address, headers=place.headers()).text
    assert '"2.1.0"' in sarif.read_text()
    assert str(summary) in capsys.readouterr().out


def test_a_folder_that_is_not_there_is_told_before_waiting(
    client: None, place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = str(tmp_path / "none" / "summary.md")
    assert cli.main(["gate", place.audit(), "--markdown", nowhere]) == exit_codes.REFUSED
    assert "--markdown" in capsys.readouterr().err
