"""Forms link to the report's page where it lies."""

from pathlib import Path
from urllib.parse import unquote

import pytest

from audits.report.forms import forms
from audits.report.page_address import page_address, relative_address, with_page


@pytest.mark.parametrize("name", ["junit.xml", "report.sarif", "summary.md", "model-card.md"])
def test_a_form_links_to_where_the_page_lies(report, name):
    assert page_address(report) == "report.html"
    assert "report.html" in forms()[name].render(report)
    there = with_page(report, "https://audits.example/audits/aud_1")
    text = forms()[name].render(there)
    assert "https://audits.example/audits/aud_1" in text.replace("\\", "")
    assert "report.html" not in text
    assert "page" not in report["audit"]


@pytest.mark.parametrize("written", ["summary.md", "build/ci/summary.md", "../up.md"])
def test_a_relative_address_leads_from_the_file_to_the_page(tmp_path: Path, written):
    page = tmp_path / "work" / "out folder" / "report.html"
    target = tmp_path / "work" / written
    address = relative_address(page, target)
    assert " " not in address
    assert (target.parent / unquote(address)).resolve() == page


def test_an_address_is_of_a_link_of_the_working_folder_too(tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert relative_address(Path("o/report.html"), Path("summary.md")) == "o/report.html"
