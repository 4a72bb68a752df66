"""`evenhand secrets`: another key, and the former ones taken away."""

import pytest

from evenhand import cli
from tests.service.conftest import Place, migrated, place, settings

__all__ = ["migrated", "place", "settings"]  # fixtures


def said(place: Place, capsys: pytest.CaptureFixture[str], action: str) -> str:
    assert cli.main(["secrets", action, "--home", str(place.settings.home)]) == 0
    return capsys.readouterr().out


def test_former_keys_stay_until_they_are_taken_out(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    before = said(place, capsys, "rotate")
    assert "0 secrets encrypted anew" in before
    keys = int(before.split("; ")[1].split()[0])
    assert f"{keys + 1} keys are known" in said(place, capsys, "rotate")
    assert "1 keys are known" in said(place, capsys, "forget")
    trail = place.client.get("/v1/trail?action=secrets", headers=place.headers()).json["items"]
    assert [line["action"] for line in trail] == [
        "secrets.forget", "secrets.rotate", "secrets.rotate"
    ]  # fmt: skip


def test_keys_that_stored_artifacts_may_need_are_not_forgotten(
    place: Place, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVENHAND_ENCRYPT_ARTIFACTS", "yes")
    assert cli.main(["secrets", "forget", "--home", str(place.settings.home)]) == 3
    assert "still_needed" in capsys.readouterr().err
