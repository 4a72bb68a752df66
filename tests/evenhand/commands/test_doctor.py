"""`evenhand doctor`: a line a check, and the exit code of the worst."""

import json
from pathlib import Path

import pytest

from evenhand import checkup, cli, exit_codes
from evenhand.checkup import Finding

FINDINGS = [
    Finding("disk", "ok", "40 GB are free"),
    Finding("sandbox", "warning", "no landlock", "use a newer kernel"),
]


@pytest.mark.parametrize(
    ("worse", "code"),
    [([], exit_codes.PASS), ([Finding("broker", "wrong", "away", "start it")], exit_codes.ERROR)],
)
def test_only_what_is_wrong_is_an_error(
    worse: list[Finding],
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(checkup, "examine", lambda _: iter([*FINDINGS, *worse]))
    target = tmp_path / "found.json"
    assert cli.main(["doctor", "--json", str(target)]) == code
    shown = capsys.readouterr().out
    assert shown.startswith("✓ disk         40 GB are free\n")
    assert "! sandbox      no landlock\n" in shown
    assert "use a newer kernel" in shown
    written = json.loads(target.read_text())
    assert [entry["state"] for entry in written] == ["ok", "warning", *(f.state for f in worse)]
