"""Every measurement as a row of CSV, for spreadsheets and data frames."""

import csv
import io
import re
from collections.abc import Mapping
from typing import Any

from audits.report.forms import Form
from audits.report.view import View

COLUMNS = (
    "probe", "step", "metric", "title", "group", "reference", "value", "lower", "upper",
    "confidence", "method", "n", "n_reference", "p_value", "undetermined", "raw_value", "raw_lower",
    "raw_upper", "verdict",
)  # fmt: skip
# What spreadsheets take for the beginning of a formula (OWASP, "CSV Injection"); some of them the
# full-width forms, too.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# Where commas are decimal, files are split at semicolons, whatever is quoted; also at tabs and
# lines. The apostrophe is in it so that no two texts become one.
_NEW_CELL = re.compile(r"([;\t\r\n]\s*)(?=[=+\-@'＝＋－＠])")
# Parts of a group's name; a backslash before each within a name keeps two groups apart.
SEPARATORS = {"\\": "\\\\", ";": "\\;", "=": "\\="}


def render(report: Mapping[str, Any]) -> str:
    """RFC 4180, a header first; a cell is empty where there is no such number.

    group, reference: `race=African-American; sex=Female`; everyone is empty, an unknown value is
    left out after the `=`. lower, upper: of the interval that decided; empty where it has no end.
    value: empty where the data cannot answer; `undetermined` says why, and `raw_value` holds what
    was seen.
    """
    view = View(report)
    written = io.StringIO(newline="")
    rows = csv.writer(written, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    rows.writerows([_cell(value) for value in _row(view, one)] for one in view.measurements)
    return written.getvalue()


def _row(view: View, measured: Mapping[str, Any]) -> list[Any]:
    size = measured["sample_size"]
    own, reference = size if isinstance(size, list | tuple) else (size, None)
    raw = measured.get("raw") or {}
    verdict = view.verdict(measured)
    return [
        measured["probe"], measured["step"], measured["metric"],
        view.word(measured["metric"]).name, _group(measured["group"]),
        _group(measured.get("reference") or {}), measured.get("value"),
        *(measured.get("interval") or (None, None)), measured.get("confidence"),
        measured.get("method"), own, reference, measured.get("p_value"),
        measured.get("undetermined"), raw.get("value"), *(raw.get("interval") or (None, None)),
        None if verdict == "none" else verdict,
    ]  # fmt: skip


def _group(group: Mapping[str, str | None]) -> str:
    plain = str.maketrans(SEPARATORS)
    return "; ".join(
        f"{name.translate(plain)}={'' if value is None else str(value).translate(plain)}"
        for name, value in group.items()
    )


def _cell(value: Any) -> Any:
    """Numbers as Python writes them back exactly; a text is never a formula."""
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, str):
        value = _NEW_CELL.sub(r"\1'", value)
        return f"'{value}" if value.startswith(FORMULA) else value
    return value


FORM = Form(
    "measurements", "measurements.csv", "text/csv; charset=utf-8",
    "Every measurement as a row of CSV.", render,
)  # fmt: skip
