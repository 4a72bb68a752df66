"""Pieces of a report for the service's other pages: two audits side by side, a model over time."""

from collections.abc import Mapping, Sequence
from typing import Any

from audits.report import html
from audits.report.blocks.previous import row_by_row
from audits.report.blocks.trend import trend_figures
from audits.report.components import Figures, Part
from audits.report.view import View


def paired(report: Mapping[str, Any]) -> str:
    """The figures of the rows that both audits saw, as HTML; empty where there are none."""
    comparison = report.get("comparison") or {}
    if not comparison.get("paired"):
        return ""
    return html.fragment(tuple(row_by_row(View(report), comparison["paired"])))


def trend(report: Mapping[str, Any]) -> str:
    """The judged numbers over the last audits, as HTML; empty where this is the first one."""
    comparison = report.get("comparison") or {}
    points: Sequence[Mapping[str, Any]] = comparison.get("trend") or ()
    figures = tuple(trend_figures(View(report), points))
    parts: tuple[Part, ...] = (Figures(figures, key=True),) if figures else ()
    return html.fragment(parts) if parts else ""
