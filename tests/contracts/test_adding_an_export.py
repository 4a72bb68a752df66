"""The page on adding an export, followed: its example is a form of a report."""

import csv
import io
import re
from pathlib import Path

import pytest

from audits.report import exports
from audits.report.forms import forms

PAGE = Path(__file__).parents[2] / "docs" / "adding_an_export.md"


@pytest.fixture
def form(tmp_path, monkeypatch):
    (example,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
    (tmp_path / "findings.py").write_text(example, encoding="utf-8")
    monkeypatch.setattr(exports, "__path__", [*exports.__path__, str(tmp_path)])
    return forms.__wrapped__()["findings.tsv"]  # the function below its cache


def finding(verdict, metric):
    return {"id": "f1", "verdict": verdict, "rule": {"metric": metric}}


def test_the_example_of_the_page_is_a_list_of_what_did_not_pass(form):
    report = {"findings": [finding("pass", "a"), finding("fail", "b"), finding("fail", "=1\tx")]}
    rows = list(csv.DictReader(io.StringIO(form.render(report)), delimiter="\t"))
    assert [row["metric"] for row in rows] == ["b", "'=1\tx"]
    assert form.is_noted
    assert form.media == "text/tab-separated-values"
