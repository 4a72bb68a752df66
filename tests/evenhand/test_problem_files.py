"""Where there is no report, the files that a pipeline shows say why."""

import json
from pathlib import Path
from xml.dom.minidom import parseString

import pytest

from evenhand import exit_codes, serving
from evenhand.cli import main
from tests.evenhand.test_serving import arguments

MARKUP = "<b>&\x07"


def asked(folder: Path) -> list[str]:
    names = {"--junit": "junit.xml", "--sarif": "r.sarif", "--markdown": "s.md", "--json": "r.json"}
    return [word for option, name in names.items() for word in (option, str(folder / name))]


def test_a_refused_audit_is_an_error_in_every_form(tmp_path: Path) -> None:
    document = tmp_path / "audit.yaml"
    document.write_text("dataset: {path: people.csv}\npolcy: starter\n", encoding="utf-8")
    (tmp_path / "junit.xml").write_text("a pass of yesterday")
    assert main(["audit", str(document), *asked(tmp_path)]) == exit_codes.REFUSED
    suite = parseString((tmp_path / "junit.xml").read_text()).getElementsByTagName("testsuite")[0]
    assert suite.getAttribute("errors") == suite.getAttribute("tests") == "1"
    (case,) = suite.getElementsByTagName("testcase")
    assert case.getAttribute("name") == "polcy"
    (error,) = case.getElementsByTagName("error")
    assert "policy" in error.firstChild.data
    summary = (tmp_path / "s.md").read_text()
    assert "No verdict: refused" in summary
    assert "exit code 3" in summary
    assert "polcy" in summary
    (run,) = json.loads((tmp_path / "r.sarif").read_text())["runs"]
    (invocation,) = run["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 3)
    (notification,) = invocation["toolExecutionNotifications"]
    assert "polcy" in notification["message"]["text"]
    assert json.loads((tmp_path / "r.json").read_text())["problems"][0]["field"] == "polcy"


def test_what_breaks_is_an_error_in_every_form(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise NameError(MARKUP)

    monkeypatch.setattr("evenhand.local.audit_file", breaks)
    assert main(["audit", str(tmp_path / "a.yaml"), *asked(tmp_path)]) == exit_codes.ERROR
    (error,) = parseString((tmp_path / "junit.xml").read_text()).getElementsByTagName("error")
    assert error.getAttribute("type") == "internal"
    assert "exit code 4" in (tmp_path / "s.md").read_text()
    assert "<b>" not in (tmp_path / "s.md").read_text()


def test_an_audit_on_a_service_that_failed_is_one_too(tmp_path: Path) -> None:
    gate = {"state": "failed", "exit_code": exit_codes.ERROR, "report_url": None,
            "error": {"code": "segfault", "message": "it crashed", "problems": []}}  # fmt: skip
    code = serving._ended_without_report(gate, arguments(*asked(tmp_path)))
    assert code == exit_codes.ERROR
    (error,) = parseString((tmp_path / "junit.xml").read_text()).getElementsByTagName("error")
    assert (error.getAttribute("type"), error.getAttribute("message")) == ("segfault", "it crashed")


def test_a_file_that_cannot_be_written_is_told_and_the_others_are_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gate = {"state": "cancelled", "exit_code": exit_codes.UNDECIDED, "error": None}
    given = ["--junit", str(tmp_path), "--markdown", str(tmp_path / "s.md")]
    assert serving._ended_without_report(gate, arguments(*given)) == exit_codes.UNDECIDED
    assert "--junit: cannot write" in capsys.readouterr().err
    assert "cancelled" in (tmp_path / "s.md").read_text()
