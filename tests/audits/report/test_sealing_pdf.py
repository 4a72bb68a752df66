"""A signed PDF is a PDF still, and no byte of it changes unseen."""

import json
import re

import pytest

from audits.report.sealing import sealed
from audits.report.sealing_pdf import check_pdf, sealed_pdf
from audits.report.signing import fingerprint_of, public_key, sign
from audits.report.statement import report_sha256
from evenhand.cli import main

KEY = bytes(range(32))
OBJECTS = (
    b"<< /Type /Catalog /Pages 2 0 R >>",
    b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R"
    b" /Resources << /Font << /F 5 0 R >> >> >>",
    b"<< /Length 39 >>\nstream\nBT /F 24 Tf 20 40 Td (gate: fail) Tj ET\nendstream",
    b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
)


def plain() -> bytes:
    """A page that says `gate: fail`, by the example of ISO 32000-1, annex H."""
    pdf, places = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(OBJECTS, 1):
        places.append(len(pdf))
        pdf += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    start = len(pdf)
    pdf += b"xref\n0 6\n0000000000 65535 f \n"
    pdf += b"".join(b"%010d 00000 n \n" % place for place in places)
    pdf += b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start
    return bytes(pdf)


@pytest.fixture
def pdf(report) -> bytes:
    return sealed_pdf(plain(), report_sha256(report), KEY)


def test_a_pdf_says_who_signed_it_and_which_report_it_shows(pdf, report):
    said = check_pdf(pdf)
    assert said.signed is True
    assert said.key == fingerprint_of(public_key(KEY))
    assert said.report_sha256 == report_sha256(report)


def test_it_is_the_same_pdf_and_ends_as_one_does(pdf):
    assert pdf.startswith(plain())
    ends = re.findall(rb"startxref\s+(\d+)\s+%%EOF\n", pdf)
    assert len(ends) == 2
    assert ends[0] == ends[1]
    added = pdf[len(plain()) :].splitlines()
    assert all(line.startswith(b"%") or not line for line in added[:-3])
    assert max(map(len, added)) <= 255


def test_no_byte_changes_unseen(pdf):
    for place in range(len(pdf)):
        forged = pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]
        assert check_pdf(forged).signed is not True, place


@pytest.mark.parametrize(
    "forge",
    [
        lambda pdf: pdf + b"\n",
        lambda pdf: pdf[:-1],
        lambda pdf: pdf + plain(),  # an update that shows something else
        lambda pdf: pdf + pdf[len(plain()) :],
        lambda pdf: pdf.replace(b"gate: fail", b"gate: pass"),
        lambda pdf: b"%PDF-1.4\n%" + pdf,
        lambda pdf: pdf.replace(b"% evenhand-signature\n", b"% evenhand-signature\n% \n"),
        lambda pdf: re.sub(rb"startxref\n(\d+)\n%%EOF\n\Z", b"startxref\n9\n%%EOF\n", pdf),
    ],
)
def test_nothing_is_put_beside_taken_away_or_shown_instead(pdf, forge):
    forged = forge(pdf)
    assert forged != pdf
    assert check_pdf(forged).signed is False


def test_a_pdf_without_a_signature_is_unsigned_and_what_is_no_pdf_is_not_sealed():
    assert check_pdf(plain()).signed is None
    assert check_pdf(b"").signed is None
    for other in (b"", b"<html>", b"%PDF-1.4\n", plain() + b"x" * 4096):
        with pytest.raises(ValueError, match="no PDF"):
            sealed_pdf(other, "0" * 64, KEY)


def test_the_signature_of_a_page_or_of_another_pdf_is_not_this_ones(pdf, report):
    other = sealed_pdf(plain().replace(b"fail", b"pass"), report_sha256(report), KEY)
    assert check_pdf(plain() + other[len(plain()) :]).signed is False
    page = sealed(plain().decode(), report_sha256(report), KEY).encode()
    assert check_pdf(page).signed is None


def test_the_command_checks_a_pdf_and_what_it_was_drawn_from(pdf, report, tmp_path, capsys):
    file, source = tmp_path / "report.pdf", tmp_path / "report.json"
    file.write_bytes(pdf)
    source.write_text(json.dumps({**report, "signature": sign(report, KEY)}))
    key = fingerprint_of(public_key(KEY))
    trusted = ["verify", str(file), "--key", key]
    assert main(trusted) == 0
    assert (
        f"drawn from the report with the digest {report_sha256(report)}" in capsys.readouterr().out
    )
    assert main([*trusted, "--made-from", str(source)]) == 0
    source.write_text(
        json.dumps({**report, "gate": "pass" if report["gate"] != "pass" else "fail"})
    )
    assert main([*trusted, "--made-from", str(source)]) == 1
    assert main(["verify", str(file), "--key", "0" * 64]) == 1
    assert main(["verify", str(file)]) == 1
    file.write_bytes(pdf.replace(b"gate: fail", b"gate: pass"))
    assert main(trusted) == 1
    assert "CHANGED" in capsys.readouterr().out
