"""`evenhand person` and `evenhand session`, beside the database."""

from pathlib import Path

from evenhand import cli
from service.records.unit_of_work import EVERYONE
from tests.service.api.test_access import PASSWORD, browser
from tests.service.conftest import Place, migrated, place, settings

__all__ = ["migrated", "place", "settings"]  # fixtures


def test_commands_beside_the_database(place: Place, tmp_path: Path, capsys) -> None:
    home = ["--home", str(place.settings.home), "--tenant", "ours"]
    file = tmp_path / "password"
    file.write_text(PASSWORD + "\n")
    secret = ["--password-file", str(file)]
    assert cli.main(["person", "make", "ada", "--role", "author", *secret, *home]) == 0
    assert cli.main(["person", "make", "ada", *secret, *home]) == 3
    assert "taken" in capsys.readouterr().err
    client = browser(place)
    assert client is not None
    assert cli.main(["session", "list", *home]) == 0
    session = capsys.readouterr().out.split()[0]
    assert cli.main(["session", "end", session, *home]) == 0
    assert cli.main(["session", "end", session, *home]) == 3
    assert client.get("/audits").status_code == 401
    assert cli.main(["person", "role", "ada", "administrator", *home]) == 0
    client = browser(place)
    assert client is not None
    assert client.get("/access").status_code == 200
    file.write_text("short")
    assert cli.main(["person", "password", "ada", *secret, *home]) == 3
    assert "12 are the least" in capsys.readouterr().err
    assert cli.main(["person", "disable", "ada", *home]) == 0
    assert browser(place) is None
    assert cli.main(["person", "list", *home]) == 0
    assert "disabled  administrator  ada" in capsys.readouterr().out
    assert cli.main(["person", "disable", "nobody", *home]) == 3
    assert cli.main(["tenant", "make", "risk", *home[:2]]) == 0
    assert cli.main(["tenant", "make", "risk", *home[:2]]) == 3
    assert cli.main(["person", "list", *home[:2], "--tenant", "risk"]) == 0
    assert cli.main(["person", "list", *home[:2], "--tenant", "none"]) == 3
    with place.records.reading(EVERYONE) as unit:
        page = unit.log.page(limit=200, action="person")
        assert [row.action for row in page.rows] == ["person.changed"] * 2 + ["person.made"]
