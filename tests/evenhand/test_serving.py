"""What the commands that speak to a service share."""

import argparse
import json
from pathlib import Path

import pytest

from audits.errors import Refused
from evenhand import exit_codes, serving


def arguments(*given: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    serving.add_arguments(parser)
    return parser.parse_args(given)


@pytest.fixture(autouse=True)
def nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("EVENHAND_HOME", str(tmp_path))
    monkeypatch.delenv("EVENHAND_API_KEY", raising=False)


def test_without_a_key_nothing_is_asked() -> None:
    with pytest.raises(Refused) as refusal:
        serving.connect(arguments("--server", "http://localhost:1"))
    assert refusal.value.problems[0].field == "EVENHAND_API_KEY"


def test_a_key_file_that_cannot_be_read_is_refused_by_its_option(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        serving.connect(arguments("--key-file", str(tmp_path / "none")))
    assert refusal.value.problems[0].field == "--key-file"


@pytest.mark.parametrize("wait", ["0", "-1", "nan", "1e12", "soon"])
def test_a_time_to_wait_is_a_positive_number_of_seconds(wait: str) -> None:
    with pytest.raises((SystemExit, argparse.ArgumentTypeError)):
        arguments("--timeout", wait)


def test_an_audit_that_was_refused_says_each_field_and_writes_the_problem(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    problem = {"field": "model", "reason": "no model", "remedy": "send one", "code": "missing"}
    gate = {"state": "failed", "exit_code": exit_codes.REFUSED, "report_url": None,
            "error": {"code": "refused", "message": "no", "problems": [problem]}}  # fmt: skip
    target = tmp_path / "problem.json"
    code = serving._ended_without_report(gate, arguments("--json", str(target)))
    assert code == exit_codes.REFUSED
    assert "refused [missing] model: no model. send one" in capsys.readouterr().err
    written = json.loads(target.read_text())
    assert (written["status"], written["hint"]) == (422, "send one")


def test_a_cancelled_audit_is_no_verdict(capsys: pytest.CaptureFixture[str]) -> None:
    gate = {"state": "cancelled", "exit_code": exit_codes.UNDECIDED, "error": None}
    code = serving._ended_without_report(gate, arguments("--json", "-"))
    said = capsys.readouterr()
    assert code == exit_codes.UNDECIDED
    assert said.err == "the audit was cancelled\n"
    assert json.loads(said.out)["code"] == "cancelled"
