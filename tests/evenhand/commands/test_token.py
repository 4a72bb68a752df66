"""`evenhand token` beside a database that is new, empty or not there."""

from pathlib import Path

import pytest

from evenhand import cli
from service.records.migrating import migrate
from tests.integration.conftest import database_url, postgresql
from tests.local_hosts import LOCAL

__all__ = ["database_url", "postgresql"]  # fixtures

pytestmark = pytest.mark.allow_hosts(LOCAL)


def test_to_look_leaves_no_empty_database_behind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    home = tmp_path / "home"
    assert cli.main(["token", "list", "--home", str(home)]) == 3
    assert "there is no database" in capsys.readouterr().err
    assert not home.exists()


def test_the_first_key_of_a_new_deployment(
    database_url: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("EVENHAND_HOME", str(tmp_path))
    migrate(database_url)
    assert cli.main(["token", "make", "first", "--scopes", "read,write,admin"]) == 0
    assert capsys.readouterr().out.startswith("ehk_")
    assert cli.main(["token", "list"]) == 0
    listed = capsys.readouterr().out
    assert "live" in listed
    assert "first" in listed
    assert cli.main(["token", "list", "--tenant", "nobody"]) == 3
