"""Pieces of a report for the service's other pages: two audits side by side, a model over time."""

from collections.abc import Mapping, Sequence
from typing import Any

from audits.report import header, html
from audits.report.blocks.previous import row_by_row
from audits.report.blocks.trend import trend_figures
from audits.report.blocks.versions import version_parts
from audits.report.components import Figures, Part
from audits.report.findings import Row, row
from audits.report.sentences import sentences
from audits.report.view import View

MOST_FINDINGS = 200


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


def versions(content: Mapping[str, Any]) -> str:
    """Versions of a model by worth and cost, as HTML; content: `version_parts`'s."""
    return html.fragment(tuple(version_parts(content)))


def side_by_side(
    before: Mapping[str, Any], now: Mapping[str, Any], names: tuple[str, str] = ("", "")
) -> str:
    """Gate, sentences and every finding of two reports beside each other, as HTML.

    A finding is the same in both where its id is: the same rule, metric and group. Those with
    another verdict stand first; those that one audit alone has are folded away.

    names: what the audits are called, the earlier one first; left out, by their models.
    """
    views = [View(before), View(now)]
    rows_of_views = [{f["id"]: row(view, f) for f in view.findings} for view in views]
    then, today = rows_of_views
    both = [(then[id_], today[id_]) for id_ in today if id_ in then]
    both.sort(key=lambda pair: pair[0].verdict == pair[1].verdict)
    alone: list[tuple[Row | None, Row | None]] = [
        *((None, today[id_]) for id_ in today if id_ not in then),
        *((then[id_], None) for id_ in then if id_ not in today),
    ]
    sides = [
        {
            "name": name,
            "title": called or header.title(view),
            "line": header.line(view),
            "gate": view["gate"],
            "gate_words": header.gate_words(view),
            # What next leads into the report itself.
            "sentences": sentences(view).all[:3],
        }
        for name, view, called in zip(("Before", "Now"), views, names, strict=True)
    ]
    shown = both[:MOST_FINDINGS]
    folded = alone[: MOST_FINDINGS - len(shown)]
    left_out = len(both) + len(alone) - len(shown) - len(folded)
    return html.side_by_side(sides, shown, folded, left_out)
