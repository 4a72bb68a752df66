"""Commands that are given a file that does not fit end with a sentence about it, by its name."""

import sys

import pytest

from audits.errors import NotApplicable, Refused
from audits.language import (
    correspondence_cases,
    planted_documents,
    published_tests,
    sentence_pairs,
)
from audits.language.files_of_commands import explained_end, rows_of, text_of

COMMANDS = {
    correspondence_cases: ["name"], planted_documents: [], published_tests: [], sentence_pairs: [],
}  # fmt: skip


def ended(monkeypatch, command, *files):
    monkeypatch.setattr(sys, "argv", [command.__name__, *COMMANDS[command], *map(str, files)])
    with pytest.raises(SystemExit) as end:
        command.main()
    return str(end.value)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda module: module.__name__)
def test_no_command_ends_in_a_traceback(command, tmp_path, monkeypatch):
    missing, other = tmp_path / "missing.csv", tmp_path / "other.csv"
    assert ended(monkeypatch, command, missing) == f"{missing}: No such file or directory"
    other.write_text("a,b\n1,2\n")
    assert ended(monkeypatch, command, other).startswith(f"{other}: ")
    other.write_bytes("Käse\n".encode("utf-16"))
    assert "UTF-8" in ended(monkeypatch, command, other)


@pytest.mark.parametrize("text", ["The board met.", "{person} and {person} met."])
def test_a_case_without_its_slot_is_told_with_the_remedy(text, tmp_path, monkeypatch):
    own = tmp_path / "own.csv"
    own.write_text(f"case,text\nc1,{text}\n")
    said = ended(monkeypatch, correspondence_cases, own)
    assert "case 'c1' (row 1)" in said
    assert "write {person} once" in said


def test_rows_have_their_columns(tmp_path):
    table = tmp_path / "table.csv"
    table.write_text("\ufeffcase,text\na,one\n", encoding="utf-8")  # as spreadsheets save it
    assert rows_of(str(table), ("case", "text")) == [{"case": "a", "text": "one"}]
    table.write_text("case,text\n")
    with pytest.raises(SystemExit, match="no rows"):
        rows_of(str(table), ("case", "text"))
    table.write_text("case,text\na,one\nb\n")
    with pytest.raises(SystemExit, match="row 2 ends before its column 'text'"):
        rows_of(str(table), ("case", "text"))
    assert text_of(str(table)).startswith("case")


def test_reasons_and_remedies_are_both_told():
    with pytest.raises(SystemExit, match=r"^f: wrong; mend it$"), explained_end("f"):
        raise NotApplicable("wrong", "mend it")
    with pytest.raises(SystemExit, match=r"^f: wrong; mend it$"), explained_end("f"):
        raise Refused.because("file", "wrong", "mend it")
