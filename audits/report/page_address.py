"""Where the report's page lies, for the forms that link to it."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

# Where nobody said: beside the form, in a folder as among a service's addresses.
BESIDE = "report.html"
_KEY = "page"


def with_page(report: Mapping[str, Any], address: str) -> dict[str, Any]:
    """The report, whose forms link to its page there. address: a URL, absolute or relative."""
    return {**report, "audit": {**report["audit"], _KEY: address}}


def page_address(report: Mapping[str, Any]) -> str:
    """The URL of the report's page, relative to the form where it is not absolute."""
    return str(report["audit"].get(_KEY) or BESIDE)


def relative_address(page: Path, written: Path) -> str:
    """The URL of a page as seen from a file that is written on the same machine."""
    there = os.path.relpath(page.resolve(), written.resolve().parent)
    return quote(Path(there).as_posix())
