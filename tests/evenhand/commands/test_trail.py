"""`evenhand trail`, read and exported."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from evenhand import cli, serving
from evenhand.client import Client
from service.trail import loads
from tests.service.conftest import Place, migrated, place, settings
from tests.workers.test_heads import kept

__all__ = ["kept", "migrated", "place", "settings"]  # fixtures


def test_the_command_shows_exports_and_verifies_it(
    kept: Any, place: Place, tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    transport = httpx.WSGITransport(app=place.app)
    monkeypatch.setattr(
        serving,
        "connect",
        lambda _: Client("http://localhost", place.keys["full"], transport=transport),
    )
    assert cli.main(["trail", "list", "--of", "session", "--most", "2"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert len(shown) == 2
    assert all("session.opened" in line and "127.0.0.1" in line for line in shown)
    path = tmp_path / "exported"
    assert cli.main(["trail", "export", str(path)]) == 0
    assert "1 signed heads" in capsys.readouterr().out
    assert loads(path.read_text()) == loads(kept.export("by hand").read_text())
    assert kept.verify(path) == 0
