"""`evenhand up` where it cannot start: one line that names the setting and the remedy."""

import pytest

from evenhand import exit_codes
from evenhand.cli import main
from tests.end_to_end.running import free_port
from tests.local_hosts import LOCAL

# A database that does not answer is asked.
pytestmark = pytest.mark.allow_hosts(LOCAL)


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)


def test_a_folder_that_cannot_be_written_is_refused(tmp_path, capsys) -> None:
    (tmp_path / "taken").write_text("a file")
    assert main(["up", "--home", str(tmp_path / "taken" / "home")]) == exit_codes.REFUSED
    told = capsys.readouterr().err
    assert "EVENHAND_HOME: cannot write to" in told
    assert "choose a folder" in told


def test_a_port_that_is_none_is_refused_by_name(tmp_path, capsys, monkeypatch) -> None:
    monkeypatch.setenv("EVENHAND_PORT", "99999")
    assert main(["up", "--home", str(tmp_path)]) == exit_codes.REFUSED
    assert capsys.readouterr().err.count("EVENHAND_PORT") == 1


def test_a_database_that_is_not_there_is_named_without_a_traceback(
    tmp_path, capsys, monkeypatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:p@127.0.0.1:1/x")
    monkeypatch.setenv("EVENHAND_COLOUR", "red")
    code = main(["up", "--home", str(tmp_path / "home"), "--port", str(free_port())])
    told = capsys.readouterr().err
    assert code == exit_codes.ERROR
    assert "DATABASE_URL: the database cannot be used" in told
    assert "Traceback" not in told
    assert "EVENHAND_COLOUR is no setting" in told
