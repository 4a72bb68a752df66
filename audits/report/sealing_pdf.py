"""A PDF's signature: comments after its end, over every byte before them.

A reader starts at the last `startxref`, so it is said again after the comments, as it stood; that
is a PDF like any other, whose comments nobody shows (ISO 32000-1, 7.2.3 and 7.5.5).
"""

import re

from audits.report.sealing import PageCheck, carried, checked
from audits.report.statement import PDF

BEGINS = b"%PDF-"
_MARK = b"% evenhand-signature\n"
# Lines that are no stream's are kept below 255 bytes, as older readers want them.
_WIDTH = 240
_END = re.compile(rb"startxref[\r\n]+(\d{1,12})[\r\n]+%%EOF[\r\n]*\Z")
_TAIL = re.compile(
    rb"\n% evenhand-signature\n((?:% [A-Za-z0-9+/=]{1,240}\n)+)startxref\n(\d{1,12})\n%%EOF\n\Z"
)


def sealed_pdf(pdf: bytes, report_digest: str, key: bytes) -> bytes:
    """The PDF with its signature. report_digest: `report_sha256` of what it was drawn from.

    ValueError where it does not end as a PDF does.
    """
    start = _start_of(pdf)
    if not pdf.startswith(BEGINS) or start is None:
        raise ValueError("this is no PDF: it has no startxref at its end")
    line = carried(pdf, report_digest, key, PDF)
    lines = [line[offset : offset + _WIDTH] for offset in range(0, len(line), _WIDTH)]
    comments = b"".join(b"% " + piece + b"\n" for piece in lines)
    return pdf + b"\n" + _MARK + comments + b"startxref\n" + start + b"\n%%EOF\n"


def check_pdf(pdf: bytes) -> PageCheck:
    """Whether every byte of the PDF is as it was signed, by whom, and for which report."""
    tail = _TAIL.search(pdf[-_MOST_TAIL:])
    if tail is None:
        return PageCheck(False if _MARK in pdf else None)
    body = pdf[: len(pdf) - len(tail[0])]
    parts = [piece.removeprefix(b"% ") for piece in tail[1].splitlines()]
    is_ours = all(len(piece) == _WIDTH for piece in parts[:-1]) and _start_of(body) == tail[2]
    return checked(body, b"".join(parts), PDF) if is_ours else PageCheck(False)


_MOST_TAIL = 64 << 10  # a signature takes some two kilobytes


def _start_of(pdf: bytes) -> bytes | None:
    end = _END.search(pdf[-2048:])
    return None if end is None else end[1]
