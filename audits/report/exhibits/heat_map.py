"""Kind `heat_map`: amounts on a grid.

Named cells: `rows`, `columns`, `cells` (rows of `{value, interval?, n?}` or null), `scale`.
A picture: `values` (rows of numbers, at most 64 by 64), and an optional `image` under it.
Optional in both: `caption`, `method`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from audits.report.charts.ink import picture
from audits.report.charts.shapes import Figure, columns
from audits.report.charts.signed_scale import scale_bar
from audits.report.components import Cell, Figures, Heat, Part
from audits.report.exhibits._method import method_of
from audits.report.number_format import between, significant, with_unit
from audits.report.view import View

MOST_SIDE, SIZE, FOOT = 64, 352, 32


def draw(view: View, exhibit: Mapping[str, Any], name: str) -> Iterator[Part]:
    """A heat table where cells have names, else a small picture."""
    content = exhibit["content"]
    if "cells" in content:
        yield _table(view, exhibit["title"], content, name)
    else:
        yield Figures((_grid(exhibit, content["values"], name),))


def _table(view: View, title: str, content: Mapping[str, Any], name: str) -> Heat:
    scale = str(content.get("scale", "share"))
    known = [cell["value"] for row in content["cells"] for cell in row if _judged(view, cell)]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    rows = tuple(
        (str(label), tuple(_cell(view, cell, scale, low, high) for cell in row))
        for label, row in zip(content["rows"], content["cells"], strict=True)
    )
    return Heat(
        name, title, str(content.get("caption", "")),
        tuple(str(label) for label in content["columns"]), rows, str(content.get("method", "")),
        (with_unit(low, scale), with_unit(high, scale)) if known else None,
    )  # fmt: skip


def _judged(view: View, cell: Mapping[str, Any] | None) -> bool:
    return cell is not None and cell.get("n", view.smallest_group) >= view.smallest_group


def _cell(
    view: View, cell: Mapping[str, Any] | None, scale: str, low: float, high: float
) -> Cell | None:
    if cell is None:
        return None
    value = float(cell["value"])
    share = (value - low) / (high - low) if high > low else 0.0
    shade = 1 + min(max(int(share * 5), 0), 4) if _judged(view, cell) else 0
    interval = between(cell["interval"], scale) if cell.get("interval") else ""
    return Cell(shade, with_unit(value, scale), interval, f"{cell['n']:,}" if "n" in cell else "")


def _grid(exhibit: Mapping[str, Any], values: Sequence[Sequence[float]], name: str) -> Figure:
    """One path a shade: runs of equal shade in a row are one rectangle."""
    rows = [list(row)[:MOST_SIDE] for row in values[:MOST_SIDE]]
    largest = max((abs(v) for row in rows for v in row), default=0.0) or 1.0
    side = SIZE / max(len(rows), max(map(len, rows)))
    paths: dict[int, list[str]] = {}
    for down, row in enumerate(rows):
        start = 0
        for across in range(1, len(row) + 1):
            shade = round(4 * row[start] / largest)
            if across == len(row) or round(4 * row[across] / largest) != shade:
                if shade:
                    x, y, w = start * side, down * side, (across - start) * side
                    paths.setdefault(shade, []).append(
                        f"M{x:.1f} {y:.1f}h{w:.1f}v{side:.1f}h{-w:.1f}z"
                    )
                start = across
    pieces = [
        Markup('<path class="g{}{}" d="{}"/>').format(
            "f" if shade > 0 else "a", abs(shade), "".join(rectangles)
        )
        for shade, rectangles in sorted(paths.items())
    ]
    alt = f"Heat map of {len(rows)} by {max(map(len, rows))} cells. {exhibit['title']}."
    strongest = sorted(
        ((v, down, across) for down, row in enumerate(rows) for across, v in enumerate(row)),
        key=lambda cell: -abs(cell[0]),
    )[:20]
    table = columns(
        ("Row", "Column", "Amount"),
        [(str(down), str(across), significant(v)) for v, down, across in strongest],
    )
    content = exhibit["content"]
    return Figure(
        f"fig-{name}", exhibit["title"],
        str(content.get("caption", "Orange speaks for the answer, blue against it")), alt,
        picture(SIZE, SIZE + FOOT, [*pieces, *scale_bar(0, SIZE, SIZE, significant(largest))],
                alt=alt, kind="grid"), table,
        method_of(exhibit),
    )  # fmt: skip
