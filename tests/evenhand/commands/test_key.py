"""`evenhand key`: keys rotate, former ones stay listed, a stolen one is believed no more."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from audits.report.json import CANONICAL, canonical_sha256
from audits.report.signing import sign
from evenhand import cli
from service.records.migrating import migrate
from service.records.unit_of_work import EVERYONE, Records
from tests.integration.conftest import database_url, postgresql
from workers.signing import SigningKeys

__all__ = ["database_url", "postgresql"]  # fixtures

pytestmark = pytest.mark.enable_socket


@pytest.fixture
def say(
    database_url: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[..., tuple[int, str]]:
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("EVENHAND_HOME", str(tmp_path))
    migrate(database_url)

    def said(*arguments: str) -> tuple[int, str]:
        exit_code = cli.main(arguments)
        return exit_code, capsys.readouterr().out

    return said


def test_keys_rotate_and_are_revoked(
    say: Callable[..., tuple[int, str]], database_url: str, tmp_path: Path
) -> None:
    with Records(database_url) as records:
        with records.writing(EVERYONE) as unit:
            tenant = unit.tenants.add("ours").id
            unit.commit()
        keys = SigningKeys(tmp_path / "signing-key", records)
        first = keys.current()
        found = {key: {} for key in CANONICAL} | {"gate": "fail"}
        found["canonical_sha256"] = canonical_sha256(found)
        report, trusted = tmp_path / "report.json", tmp_path / "keys.json"
        report.write_text(json.dumps({**found, "signature": sign(found, first)}))

        def verified() -> int:
            trusted.write_text(say("key", "export")[1])
            return say("verify", str(report), "--keys", str(trusted))[0]

        assert verified() == 0
        old = say("key", "list")[1].split()[0]
        assert say("key", "rotate")[0] == 0
        assert keys.current() != first
        assert keys.named(old) == first  # a report half drawn is signed by whom it names
        listed = say("key", "list")[1].splitlines()
        assert [line.split()[1] for line in listed] == ["current", "former"]
        assert listed[1].startswith(old)
        assert verified() == 0
        # A worker that has not heard of the rotation signs on; that does not undo it.
        SigningKeys(tmp_path / "signing-key", records).current()
        assert "former" in say("key", "list")[1].splitlines()[1]

        assert say("key", "revoke", old, "--reason", "the disk was sold")[0] == 0
        assert say("key", "revoke", old, "--reason", "again")[0] == 3
        assert verified() == 1
        with records.reading(tenant) as unit:
            assert unit.log.first_broken(tenant) is None


def test_at_first_there_are_none(say: Callable[..., tuple[int, str]]) -> None:
    assert say("key", "list") == (0, "")
    assert json.loads(say("key", "export")[1]) == {"keys": []}
