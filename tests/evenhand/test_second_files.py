"""The earlier dataset of a local audit: named, or that of the report it is compared with."""

from pathlib import Path

import pytest

from audits.errors import Refused
from evenhand.local import audit_file
from tests.evenhand.test_local import DOCUMENT, document

DRIFT = DOCUMENT.split("policy:")[0] + "probes: [data.drift]\n"
NAMED = DRIFT + "earlier: {path: was.csv}\n"


def was(folder: Path) -> None:
    """Sixty people of whom all were selected: 0.25 more than now."""
    rows = [f"{'fm'[at % 2]},{int(at % 3 == 0)},1" for at in range(60)]
    (folder / "was.csv").write_text("\n".join(["sex,label,decision", *rows]), encoding="utf-8")


def distance(report: dict) -> float:  # type: ignore[type-arg]
    (value,) = [
        m["value"] for m in report["measurements"]
        if m["metric"] == "drift_distance" and m["group"] == {"column": "decision"}
    ]  # fmt: skip
    return float(value)


def test_a_named_file_is_held_against(tmp_path: Path) -> None:
    was(tmp_path)
    report = audit_file(document(tmp_path, NAMED), quiet=True).report
    assert distance(report) == pytest.approx(0.25)  # 30 of 40 now
    assert report["plan"]["seconds"]["earlier"]["columns"] == ["sex", "label", "decision"]


def test_a_file_that_is_not_there_is_refused_by_field(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        audit_file(document(tmp_path, NAMED), quiet=True)
    assert refused.value.problems[0].field == "earlier.path"


def test_the_dataset_of_the_audit_before_is_taken_where_it_is_what_it_was(tmp_path: Path) -> None:
    (tmp_path / "then").mkdir()
    (tmp_path / "now").mkdir()
    then = audit_file(document(tmp_path / "then", rows=80), quiet=True)
    file = document(tmp_path / "now", DRIFT, rows=41)
    report = audit_file(file, quiet=True, against=then.report_json).report
    assert distance(report) == pytest.approx(60 / 80 - 30 / 41)
    # Another file lies there now: nothing is known of the rows of before.
    (tmp_path / "then" / "people.csv").write_text("sex,label,decision\nf,1,1\n", encoding="utf-8")
    report = audit_file(file, quiet=True, against=then.report_json).report
    (probe,) = report["probes"]
    assert probe["status"] == "not_run"
    assert "earlier: {path" in probe["remedy"]
