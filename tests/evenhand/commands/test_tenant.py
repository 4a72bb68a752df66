"""`evenhand tenant`: what is stored, and a bound of one's own, on both databases."""

from pathlib import Path

import pytest

from audits.errors import Refused
from evenhand import cli
from evenhand.commands.tenant import read_bytes
from service.records.migrating import migrate
from service.records.unit_of_work import EVERYONE, Records
from tests.integration.conftest import database_url, postgresql
from tests.local_hosts import LOCAL

__all__ = ["database_url", "postgresql"]  # fixtures

pytestmark = pytest.mark.allow_hosts(LOCAL)


def test_a_bound_is_set_shown_and_taken_back(
    database_url: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("EVENHAND_HOME", str(tmp_path))
    monkeypatch.setenv("EVENHAND_TENANT_BYTES", "4000")
    migrate(database_url)
    with Records(database_url) as records, records.writing(EVERYONE) as unit:
        tenant = unit.tenants.add("lending").id
        unit.artifacts.add(tenant, "a" * 64, 1500)
        unit.commit()

    def said(*arguments: str) -> str:
        assert cli.main(["tenant", *arguments]) == 0
        return capsys.readouterr().out

    assert said("list") == (
        "lending: 1500 bytes are stored, 0 are on their way in, and 4000 are allowed\n"
    )
    assert "2048 are allowed" in said("bound", "lending", "2K")
    assert "there is no bound" in said("bound", "lending", "0")
    assert "4000 are allowed" in said("bound", "lending", "default")
    assert cli.main(["tenant", "bound", "nobody", "2K"]) == 3
    assert "there are: lending" in capsys.readouterr().err


def test_to_look_leaves_no_empty_database_behind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert cli.main(["tenant", "list", "--home", str(tmp_path / "home")]) == 3
    assert "there is no database" in capsys.readouterr().err
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize(
    ("text", "found"),
    [("0", 0), ("123", 123), ("2k", 2048), ("5 GiB", 5 * 1024**3), ("1TB", 1024**4)],
)
def test_sizes_are_read(text: str, found: int) -> None:
    assert read_bytes(text) == found


def test_a_size_beyond_every_disk_is_refused() -> None:
    with pytest.raises(Refused, match="more than any disk holds"):
        read_bytes("9" * 40 + "T")
