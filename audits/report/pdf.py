"""The report as PDF (WeasyPrint): the same page, laid out for A4, with contents and bookmarks.

Nothing is fetched: not from the network, not from the disk. Pictures that the page carries in
itself (`data:`) are the only addresses that are read.
"""

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from audits.errors import Refused
from audits.report import html
from audits.report.svg_inks import ink, settled

REMEDY = (
    "pip install 'weasyprint>=70' (the extra `pdf`), and the system's packages libpango-1.0-0, "
    "libpangoft2-1.0-0"
)
MANY = 5  # columns
WIDEST = 36  # letters
_STYLE = Path(__file__).parent / "static" / "paper.css"


def missing() -> str | None:
    """Why no PDF can be drawn here; None where one can."""
    try:
        import weasyprint  # noqa: F401
    except ImportError:
        return "WeasyPrint is not installed"
    except OSError as error:
        return f"WeasyPrint lacks a library of the system ({str(error).splitlines()[0][:120]})"
    return None


def prepare() -> None:
    """Import ahead what a child needs, where it is there."""
    html.prepare()
    missing()


def render(report: Mapping[str, Any]) -> bytes:
    """The PDF, tagged, without a signature; the same bytes for the same report.

    Raises `Refused` where WeasyPrint or its libraries are not there.
    """
    reason = missing()
    if reason is not None:
        raise Refused.because("pdf", reason, REMEDY, "missing_extra")
    import weasyprint

    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    fetcher = weasyprint.urls.URLFetcher(allowed_protocols=("data",), allow_redirects=False)
    style = f"{html.style()}\n{_STYLE.read_text('utf-8')}"
    page = weasyprint.HTML(string=html.paper(report, settled(style)), url_fetcher=fetcher)
    ink(page.etree_element, style)
    _even_columns(page.etree_element)
    pdf: bytes = page.write_pdf(
        pdf_variant="pdf/ua-1",
        # The report's own fingerprint, so that equal reports give equal files.
        pdf_identifier=bytes.fromhex(report["canonical_sha256"])[:16],
    )
    return pdf


def _even_columns(root: Element) -> None:
    """Many columns share the width by their words, so that none is pushed off the paper."""
    for table in root.iter("table"):
        rows = [list(row) for row in table.iter("tr")]
        if not rows or len(rows[0]) < MANY or "findings" in table.get("class", ""):
            continue
        table.set("class", f"{table.get('class', '')} many")
        if "heat" in table.get("class", "").split():
            continue
        needs = [
            _need([row[column] for row in rows if len(row) > column])
            for column in range(len(rows[0]))
        ]
        for cell, need in zip(rows[0], needs, strict=True):
            cell.set("style", f"width: {100 * need / sum(needs):.1f}%")


def _need(cells: Sequence[Element]) -> float:
    """Letters that a column should hold in a line: its longest word, or its usual text."""
    texts = ["".join(cell.itertext()) for cell in cells[:200]]
    longest = max((len(word) for text in texts for word in text.split()), default=1)
    usual = sum(map(len, texts)) / len(texts)
    return min(max(longest, usual), WIDEST) + 3
