"""`evenhand webhook`, against a real app without a socket."""

import pytest

from evenhand import cli, exit_codes
from evenhand.commands import webhook
from service.records.announcing import EVENTS
from tests.evenhand.commands.test_submit import client
from tests.local_hosts import LOCAL
from tests.service.conftest import Place, migrated, place, settings

__all__ = ["client", "migrated", "place", "settings"]  # fixtures

# Addresses are looked up before they are told anything.
pytestmark = pytest.mark.allow_hosts(LOCAL)
URL = "https://93.184.215.14/news"


def test_the_events_are_those_of_the_service() -> None:
    assert webhook.EVENTS == EVENTS


def test_one_is_made_listed_tested_and_removed(
    client: None, place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    made = ["webhook", "make", URL, "--event", "gate_changed", "--event", "audit_failed"]
    assert cli.main(made) == exit_codes.PASS
    first, secret = capsys.readouterr().out.splitlines()
    its, url, events = first.split("  ")
    assert (url, events) == (URL, "gate_changed, audit_failed")
    assert secret.startswith("secret  ")
    assert cli.main(["webhook", "list"]) == exit_codes.PASS
    assert capsys.readouterr().out == f"{first}\n"
    assert cli.main(["webhook", "test", its]) == exit_codes.PASS
    assert cli.main(["webhook", "remove", its]) == exit_codes.PASS
    capsys.readouterr()
    assert cli.main(["webhook", "list"]) == exit_codes.PASS
    assert capsys.readouterr().out == ""


def test_an_address_that_is_not_spoken_to_is_refused(
    client: None, place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["webhook", "make", "http://127.0.0.1/x"]) == exit_codes.REFUSED
    assert "address_refused" in capsys.readouterr().err
