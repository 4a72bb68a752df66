"""`evenhand init DATA`: looks, writes beside the data, and asks only at a terminal."""

import sys
from pathlib import Path

import pytest

from audits.specification.parsing import read_document
from audits.specification.roles import Role
from evenhand import cli, exit_codes

PEOPLE = "sex,outcome,decision\n" + "f,1,1\nm,0,0\nf,0,1\n" * 10


@pytest.fixture
def data(tmp_path: Path) -> Path:
    file = tmp_path / "people.csv"
    file.write_text(PEOPLE, encoding="utf-8")
    return file


def test_the_document_stands_beside_the_data_and_names_it_from_there(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["init", str(data)]) == exit_codes.PASS  # no terminal: nothing is asked
    said = capsys.readouterr().out
    written = data.parent / "audit.yaml"
    assert said.startswith(written.read_text(encoding="utf-8"))
    assert f"evenhand audit {written}" in said
    document = read_document(written)
    assert document.dataset.path == "people.csv"
    assert {name: spec.role for name, spec in document.dataset.columns.items()} == {
        "sex": Role.PROTECTED, "outcome": Role.LABEL, "decision": Role.PREDICTION,
    }  # fmt: skip


def test_what_is_there_already_is_never_written_over(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = data.parent / "mine.yaml"
    target.write_text("mine", encoding="utf-8")
    assert cli.main(["init", str(data), "--out", str(target)]) == exit_codes.REFUSED
    assert "mine.yaml is there already" in capsys.readouterr().err
    assert target.read_text(encoding="utf-8") == "mine"


def test_a_file_that_is_not_there_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["init", str(tmp_path / "none.csv")]) == exit_codes.REFUSED
    assert "there is no file" in capsys.readouterr().err


def test_at_a_terminal_an_answer_that_does_not_fit_is_asked_again(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = iter(["maybe", "0"])
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda question: next(answers))
    assert cli.main(["init", str(data)]) == exit_codes.PASS
    assert "'maybe' is none of them; there are 0, 1" in capsys.readouterr().out
    columns = read_document(data.parent / "audit.yaml").dataset.columns
    assert columns["outcome"].favourable == "0"
    assert list(answers) == []


def test_the_encoding_is_used_to_look_and_stands_in_the_document(data: Path) -> None:
    data.write_bytes(PEOPLE.replace("f,", "nő,").encode("cp1250"))
    assert cli.main(["init", str(data), "--encoding", "cp1250"]) == exit_codes.PASS
    document = read_document(data.parent / "audit.yaml")
    assert document.dataset.encoding == "cp1250"


def test_a_table_of_results_becomes_a_document_of_claims(tmp_path, capsys):
    data = tmp_path / "results.csv"
    data.write_text("system,accuracy\nbaseline,80.1 ± .5\nours,81.3 ± .4\n", encoding="utf-8")
    assert cli.main(["init", str(data)]) == exit_codes.PASS
    told = capsys.readouterr().out
    assert "claims.comparison" in told
    assert "still to say: `runs`, of how many values each mean is" in told


def test_results_are_asked_for_where_no_cell_says_it_and_refused_where_there_are_none(
    tmp_path, capsys
):
    data = tmp_path / "table.csv"
    data.write_text("model,a,b\nold,1,2\nnew,2,3\n")
    out = tmp_path / "claims.yaml"
    assert cli.main(["init", str(data), "--results", "--out", str(out)]) == exit_codes.PASS
    assert "claims.comparison" in out.read_text()
    data.write_text("name,place\nx,y\n")
    assert cli.main(["init", str(data), "--results"]) == exit_codes.REFUSED
    assert "no column of scores" in capsys.readouterr().err


def test_printed_figures_become_a_document_that_counts_outcomes(tmp_path):
    data, out = tmp_path / "tries.csv", tmp_path / "printed.yaml"
    data.write_text("net,before,after\na,cat,dog\na,cat,cat\nb,cat,dog\n")
    said = ["--label", "before", "--prediction", "after", "--printed", "a: 50 %"]
    assert cli.main(["init", str(data), *said, "--out", str(out)]) == exit_codes.PASS
    assert 'printed: ["a: 50 %"]' in out.read_text()
