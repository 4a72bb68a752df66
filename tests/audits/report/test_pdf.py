"""The report as PDF."""

import sys
from io import BytesIO

import pytest

from audits.errors import Refused
from audits.report import pdf
from audits.report.sealing_pdf import check_pdf, sealed_pdf
from audits.report.statement import report_sha256


def test_without_weasyprint_it_says_what_to_install(report, monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(Refused) as refused:
        pdf.render(report)
    assert "pip install 'weasyprint>=70'" in refused.value.problems[0].remedy


def test_it_has_contents_words_alternative_texts_and_takes_a_signature(report):
    drawn = pdf.render(report)
    assert drawn.startswith(b"%PDF-")
    assert drawn.rstrip().endswith(b"%%EOF")
    digest = report_sha256(report)
    assert check_pdf(sealed_pdf(drawn, digest, bytes(range(32)))).report_sha256 == digest
    import pypdf

    reader = pypdf.PdfReader(BytesIO(drawn))
    assert reader.metadata.title.endswith("Evenhand")
    text = "\n".join(page.extract_text() for page in reader.pages)
    assert "Findings" in text
    assert f"1 / {len(reader.pages)}" in text
    assert "African-American" in text
    assert [entry for entry in reader.outline if not isinstance(entry, list)]
    objects = [reader.get_object(number) for number in range(1, reader.trailer["/Size"])]
    alternatives = [one["/Alt"] for one in objects if isinstance(one, dict) and "/Alt" in one]
    assert alternatives
