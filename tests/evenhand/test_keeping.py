"""Answers beside a report: kept for their owner, and taken only for the audit they are of."""

import hashlib
import json
import stat
from pathlib import Path

import pytest

from audits.errors import Refused
from audits.report.json import SCHEMA
from evenhand import keeping
from evenhand.keeping import earlier, keep, read_report

ANSWERS = b"one answer a row"


def report(folder: Path, entry: object = None) -> Path:
    document = {"schema": SCHEMA, "audit": {}, keeping.KEY: entry}
    (folder / "report.json").write_text(json.dumps(document), encoding="utf-8")
    return folder / "report.json"


def kept(folder: Path) -> dict[str, object]:
    source = folder / "child's"
    source.write_bytes(ANSWERS)
    entry = keep(source, folder)
    assert entry is not None
    return dict(entry)


def test_what_is_kept_is_named_by_its_digest_and_found_again(tmp_path: Path) -> None:
    entry = kept(tmp_path)
    digest = hashlib.sha256(ANSWERS).hexdigest()
    assert entry == {"file": "report.answers", "sha256": digest, "bytes": len(ANSWERS)}
    file = tmp_path / "report.answers"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    report(tmp_path, entry)
    for named in (tmp_path, tmp_path / "report.json"):
        assert earlier(named).answers == file.resolve()


def test_answers_that_another_audit_left_there_are_not_taken_for_its_own(tmp_path: Path) -> None:
    report(tmp_path, kept(tmp_path))
    (tmp_path / "report.answers").write_bytes(ANSWERS + b"!")
    before = earlier(tmp_path)
    assert before.answers is None
    assert "is not of that audit" in before.unpaired
    assert before.facts(None)["paired"] == {"unpaired": before.unpaired}


def test_missing_answers_and_none_at_all_say_why(tmp_path: Path) -> None:
    entry = kept(tmp_path)
    report(tmp_path, entry)
    (tmp_path / "report.answers").unlink()
    assert "cannot be read beside" in earlier(tmp_path).unpaired
    report(tmp_path, None)
    assert "no answers were kept" in earlier(tmp_path).unpaired


def test_nothing_of_an_earlier_audit_stays_where_none_are_kept(tmp_path: Path) -> None:
    kept(tmp_path)
    assert keep(None, tmp_path) is None
    assert not (tmp_path / "report.answers").exists()


@pytest.mark.parametrize(
    ("content", "code"),
    [("[]", "unreadable"), ('{"schema": "other/1", "audit": {}}', "unreadable"),
     ("no json", "unreadable"), ("[" * 100_000, "unreadable"), (None, "not_found")],
)  # fmt: skip
def test_what_is_no_report_is_refused_before_the_work(
    tmp_path: Path, content: str | None, code: str
) -> None:
    file = tmp_path / "report.json"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    with pytest.raises(Refused) as refusal:
        earlier(file)
    assert (refusal.value.problems[0].field, refusal.value.problems[0].code) == ("--against", code)


def test_a_page_alone_is_refused_with_what_is_missing(tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    page.write_text("<!doctype html>", encoding="utf-8")
    with pytest.raises(Refused, match=r"is a page, and no report\.json lies"):
        read_report(page, "before")
    report(tmp_path)
    assert read_report(page, "before")["schema"] == SCHEMA


def test_of_several_heads_it_is_said_that_answers_are_not_kept(tmp_path: Path) -> None:
    written = json.loads(report(tmp_path).read_text(encoding="utf-8"))
    written["plan"] = {"heads": {"income": {"columns": ["y"], "model": None}}}
    (tmp_path / "report.json").write_text(json.dumps(written), encoding="utf-8")
    before = earlier(tmp_path)
    assert before.answers is None
    assert before.unpaired.startswith("a row has an answer of each head")
