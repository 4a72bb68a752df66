"""`evenhand audit FILE`: results go where they were asked for, and are the exit code."""

import json
from pathlib import Path

import pytest

from evenhand import cli, exit_codes
from tests.evenhand.test_local import DOCUMENT, document


def test_the_report_goes_to_standard_output_alone_and_the_gate_is_the_exit_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    failing = DOCUMENT.replace("at_least: 0.1", "at_least: 0.9")  # 16 of 40 are right
    file = document(tmp_path, failing)
    out = tmp_path / "out"
    assert cli.main(["audit", str(file), "--quiet", "--json", "-", "--out", str(out),
                     "--no-answers"]) == exit_codes.FAIL  # fmt: skip
    said = capsys.readouterr()
    assert json.loads(said.out) == json.loads((out / "report.json").read_text(encoding="utf-8"))
    assert "evenhand audit" in said.err
    assert sorted(path.name for path in out.iterdir()) == ["report.html", "report.json"]


def test_what_is_written_elsewhere_links_to_the_report_where_it_lies(tmp_path: Path) -> None:
    out, written = tmp_path / "out", tmp_path / "ci"
    written.mkdir()
    cli.main(
        [
            "audit",
            str(document(tmp_path)),
            "--quiet",
            "--out",
            str(out),
            "--no-answers",
            "--junit",
            str(written / "junit.xml"),
            "--markdown",
            str(tmp_path / "summary.md"),
        ]
    )
    assert "../out/report.html#finding-" in (written / "junit.xml").read_text(encoding="utf-8")
    assert "[Report](<out/report.html>)" in (tmp_path / "summary.md").read_text(encoding="utf-8")


def test_where_the_copy_cannot_be_written_is_said_before_the_work(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "none" / "report.json"
    code = cli.main(["audit", str(document(tmp_path)), "--json", str(target)])
    assert code == exit_codes.REFUSED
    assert "--json" in capsys.readouterr().err
    assert not (tmp_path / "audit.report").exists()


def test_an_encoding_is_said_in_place_of_the_documents(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = document(tmp_path)
    table = tmp_path / "people.csv"
    table.write_bytes(table.read_text(encoding="utf-8").replace("f,", "nő,").encode("cp1250"))
    cli.main(["audit", str(file), "--quiet", "--json", "-", "--encoding", "cp1250"])
    said = json.loads(capsys.readouterr().out)
    assert said["audit"]["command"].endswith(" --encoding cp1250")
    assert {item["group"].get("sex") for item in said["measurements"]} == {None, "nő", "m"}


def test_only_news_needs_a_report_that_was_accepted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "audit.yaml"
    file.write_text("dataset: {path: people.csv}", encoding="utf-8")
    assert cli.main(["audit", str(file), "--mode", "new_only"]) == exit_codes.REFUSED
    assert "--against" in capsys.readouterr().err
