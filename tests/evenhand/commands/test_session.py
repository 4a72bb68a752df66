"""`evenhand session`: browsers that are signed in, beside the database."""

import pytest

from evenhand import cli
from tests.service.conftest import Place, migrated, place, settings

__all__ = ["migrated", "place", "settings"]  # fixtures


def test_all_browsers_of_one_organisation_are_signed_out(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    ours = [place.signed_in(), place.signed_in("reads")]
    theirs = place.signed_in("stranger")
    home = ["--home", str(place.settings.home), "--tenant", "ours"]
    assert cli.main(["session", "list", *home]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert len(listed) == 2
    assert all(" since 20" in line and line.startswith("ses_") for line in listed)
    assert cli.main(["session", "end", "all", *home]) == 0
    assert capsys.readouterr().out == "2 signed out\n"
    for browser in ours:
        assert browser.get("/audits").status_code == 401
    assert theirs.get("/audits").status_code == 200
