"""What a local audit writes beside its report."""

import importlib.util
from argparse import ArgumentParser
from pathlib import Path
from types import SimpleNamespace

import pytest

from audits.errors import Refused
from evenhand import report_files


def given(*words: str):
    parser = ArgumentParser()
    parser.add_argument("--json")
    report_files.add_arguments(parser)
    return parser.parse_args(words)


@pytest.mark.parametrize("option", ["--junit", "--sarif", "--markdown", "--json"])
def test_a_folder_that_is_not_there_is_refused_before_the_work(option: str, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        report_files.check(given(option, str(tmp_path / "no" / "file")))
    assert refused.value.problems[0].field == option


def test_a_pdf_without_weasyprint_is_refused_with_its_remedy(monkeypatch) -> None:
    monkeypatch.setattr("workers.drawing.find_spec", lambda name: None)
    with pytest.raises(Refused) as refused:
        report_files.check(given("--pdf"))
    assert refused.value.problems[0].remedy.startswith("pip install 'weasyprint>=70'")
    assert importlib.util.find_spec("json")


def test_what_is_not_asked_for_is_not_written(tmp_path: Path) -> None:
    result = SimpleNamespace(report={}, page=tmp_path / "report.html")
    assert list(report_files.write(given(), result)) == []
    assert list(tmp_path.iterdir()) == []
