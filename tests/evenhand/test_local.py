"""An audit of files on this machine, and what is refused before any work."""

import json
from pathlib import Path

import pytest

from audits.errors import Refused
from evenhand.local import audit_file

DOCUMENT = """
dataset:
  path: people.csv
  columns:
    sex: {role: protected}
    label: {role: label, favourable: "1"}
    decision: {role: prediction}
policy:
  name: example
  rules: [{metric: accuracy, at_least: 0.1}]
"""


def document(folder: Path, text: str = DOCUMENT, rows: int = 40) -> Path:
    lines = [f"{'fm'[i % 2]},{int(i % 3 == 0)},{int(i % 4 != 0)}" for i in range(rows)]
    data = "\n".join(["sex,label,decision", *lines]) + "\n"
    (folder / "people.csv").write_text(data, encoding="utf-8")
    file = folder / "audit.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_report_the_page_and_the_answers_lie_in_one_folder(tmp_path: Path) -> None:
    result = audit_file(document(tmp_path), quiet=True)
    folder = tmp_path / "audit.report"
    assert result.report_json == folder / "report.json"
    assert json.loads(result.report_json.read_text(encoding="utf-8")) == result.report
    assert "<html" in result.page.read_text(encoding="utf-8")[:200].lower()
    assert result.report["dataset"]["rows"] == 40
    assert result.report["audit"]["command"].startswith("evenhand audit ")
    assert (folder / "report.answers").exists()
    # By hand, over i modulo 12: the label holds for 0 3 6 9, the decision for all but 0 4 8,
    # so they agree at 3 4 6 8 9. Rows 0 to 35 are three rounds; of 36 to 39, the third agrees
    # (39 is 3 modulo 12), so 16 of 40 are right.
    (accuracy,) = [
        m for m in result.report["measurements"] if m["metric"] == "accuracy" and not m["group"]
    ]
    assert accuracy["value"] == pytest.approx(16 / 40)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        (("path: people.csv", "path: nobody.csv"), "dataset.path"),
        (("dataset:", "model: {path: none.onnx}\ndataset:"), "model.path"),
    ],
)
def test_a_file_that_is_not_there_is_refused_by_field(
    tmp_path: Path, changed: tuple[str, str], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        audit_file(document(tmp_path, DOCUMENT.replace(*changed)), quiet=True)
    assert refusal.value.problems[0].field == field
    assert not (tmp_path / "audit.report").exists()


def test_a_folder_that_cannot_be_written_is_said_before_the_work(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(Refused) as refusal:
        audit_file(document(tmp_path), out=tmp_path / "taken", quiet=True)
    assert refusal.value.problems[0].field == "--out"


FAILING = DOCUMENT.replace("at_least: 0.1", "at_least: 0.9")


def test_what_the_named_report_had_holds_no_gate_where_only_news_is_judged(tmp_path: Path) -> None:
    file = document(tmp_path, FAILING)
    first = audit_file(file, quiet=True, out=tmp_path / "first")
    assert first.report["gate"] == "fail"
    second = audit_file(
        file, quiet=True, out=tmp_path / "second", against=tmp_path / "first", mode="new_only"
    )
    assert second.report["gate"] == "pass"
    assert second.report["findings"][0]["verdict"] == "fail"
    assert any("1 finding stands" in text for text in second.report["warnings"])
    assert second.report["audit"]["command"].endswith("--mode new_only")
