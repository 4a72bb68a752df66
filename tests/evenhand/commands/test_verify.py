"""`evenhand verify`: what it says, and the exit code that it means."""

import json
from pathlib import Path

import pytest

from evenhand import cli, exit_codes
from evenhand.commands.verify import write
from evenhand.verifying import Said


@pytest.mark.parametrize(
    ("good", "code"),
    [(True, exit_codes.PASS), (False, exit_codes.FAIL), (None, exit_codes.UNDECIDED)],
)
def test_half_a_signature_is_no_pass(
    good: bool | None, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert write(Said(("unchanged", "signed"), good)) == code
    assert capsys.readouterr().out == "unchanged\nsigned\n"


def test_what_does_not_go_together_is_refused_by_option(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report, page = tmp_path / "report.json", tmp_path / "report.html"
    report.write_text(json.dumps({"schema": "evenhand.report/1"}))
    page.write_text("<html></html>")
    for given, option in (
        ([str(tmp_path / "none")], "FILE"),
        ([str(report), "--earlier", str(report)], "--earlier"),
        ([str(report), "--made-from", str(report)], "--made-from"),
        ([str(report), "--keys", "http://example.com/keys"], "--keys"),
    ):
        assert cli.main(["verify", *given]) == 3
        assert option in capsys.readouterr().err


def test_a_page_that_nobody_signed_is_no_pass(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "report.html"
    page.write_text("<html></html>")
    assert cli.main(["verify", str(page)]) == exit_codes.FAIL
    assert "NOT SIGNED" in capsys.readouterr().out
