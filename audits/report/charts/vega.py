"""The same charts as Vega-Lite, for pages that may run scripts: hover, zoom and read a value.

Colours are written as the page's tokens, `var(--data-1)`; the script that shows a chart puts the
values of the moment in their place. Written as plain values, so that no import is paid for; tests
hold each against Altair's schema and draw it with vl-convert.
"""

from typing import Any

from audits.report.charts.forest import domain_of
from audits.report.charts.scale import covering, ticks
from audits.report.charts.scatter import heights, thinned, widths
from audits.report.charts.shapes import Axis, Bars, Dot, Forest, Guide, Lines, Scatter
from audits.report.number_format import COUNT, POINTS, SHARE

Spec = dict[str, Any]
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
DATA = [f"var(--data-{number})" for number in range(1, 6)]
INK = {
    "fail": "var(--data-2)",
    "pass": "var(--data-3)",
    "inconclusive": "var(--ink)",
    "not_run": "var(--data-none)",
    "error": "var(--data-none)",
    "none": "var(--data-1)",
    "beside": "var(--data-1)",
}
SHAPES = {"fail": "square", "inconclusive": "diamond"}


def forest_spec(chart: Forest) -> Spec:
    """Rows of dots and intervals; hovering a row reads its numbers."""
    low, high = domain_of(chart)
    rows = [
        {
            "group": _label(dot),
            "value": dot.value,
            "lower": max(low if dot.interval[0] is None else dot.interval[0], low),
            "upper": min(high if dot.interval[1] is None else dot.interval[1], high),
            "beside": dot.beside,
            "ink": INK[dot.verdict],
            "shape": SHAPES.get(dot.verdict, "circle"),
            "hollow": dot.verdict in ("inconclusive", "not_run"),
            "shown": f"{dot.text} {dot.interval_text}",
        }
        for dot in chart.dots
    ]
    x = {
        "type": "quantitative",
        "scale": {"domain": [low, high], "nice": False, **_log(chart.logarithmic)},
        "axis": {"title": chart.title, "tickCount": 5, "grid": False, **_format(chart.scale)},
    }
    y = {"field": "group", "type": "nominal", "sort": None, "axis": {"title": None}}
    tooltip = [{"field": "group", "title": "group"}, {"field": "shown", "title": "value"}]
    ink = {"field": "ink", "type": "nominal", "scale": None, "legend": None}
    layers: list[Spec] = []
    if chart.band is not None:
        start, end = chart.band
        band = {"a": low if start is None else start, "b": high if end is None else end}
        layers.append({
            "data": {"values": [band]},
            "mark": {"type": "rect", "color": "var(--band)"},
            "encoding": {"x": {"field": "a", **x}, "x2": {"field": "b"}},
        })  # fmt: skip
    if chart.centre is not None:
        layers.append(_guide_layer({"at": chart.centre}, "x", x))
    layers.append({
        "mark": {"type": "rule", "strokeWidth": 2},
        "encoding": {"x": {"field": "lower", **x}, "x2": {"field": "upper"}, "y": y, "color": ink,
                     "tooltip": tooltip},
    })  # fmt: skip
    if any(dot.beside is not None for dot in chart.dots):
        layers.append({
            "mark": {"type": "point", "size": 60, "color": "var(--ink-2)"},
            "encoding": {"x": {"field": "beside", **x}, "y": y},
        })  # fmt: skip
    layers.append({
        "mark": {"type": "point", "size": 70, "filled": True},
        "encoding": {
            "x": {"field": "value", **x}, "y": y, "color": ink, "tooltip": tooltip,
            "shape": {"field": "shape", "type": "nominal", "scale": None, "legend": None},
            "fillOpacity": {"condition": {"test": "datum.hollow", "value": 0}, "value": 1},
            "stroke": {**ink}, "strokeWidth": {"value": 1.8},
        },
    })  # fmt: skip
    return _whole(rows, layers, height=max(38 * len(rows), 60))


def _label(dot: Dot) -> str:
    """One name a row, since rows of one name would be drawn as one."""
    label = f"{dot.head} {dot.label}" if dot.head else dot.label
    return f"{label} ({dot.note})" if dot.note else label


def lines_spec(chart: Lines) -> Spec:
    """Lines with a rule that follows the pointer and reads every series at that place."""
    rows: list[Spec] = []
    for series in chart.series:
        line = DATA[series.style % 5] if series.style >= 0 else "var(--data-none)"
        for index, (x, y) in enumerate(series.points):
            interval = series.intervals[index] if index < len(series.intervals) else (None, None)
            rows.append({"series": series.name, "x": x, "y": y, "lower": interval[0],
                         "upper": interval[1], "ink": line})  # fmt: skip
    across = _axis(chart.x, [r["x"] for r in rows], grid=False)
    up = _axis(chart.y, [r["y"] for r in rows])
    names = [series.name for series in chart.series]
    inks = [DATA[s.style % 5] if s.style >= 0 else "var(--data-none)" for s in chart.series]
    colour: Spec = {
        "field": "series",
        "type": "nominal",
        "scale": {"domain": names, "range": inks},
        "legend": {"orient": "bottom", "title": None} if len(names) > 1 else None,
    }
    place_of: Spec = {"field": "x", **across}
    tooltip = [
        {"field": "series", "title": "line"},
        {"field": "x", "title": chart.x.title, **_plain_format(chart.x.scale)},
        {"field": "y", "title": chart.y.title, **_plain_format(chart.y.scale)},
        {"field": "lower", "title": "from", **_plain_format(chart.y.scale)},
        {"field": "upper", "title": "to", **_plain_format(chart.y.scale)},
    ]
    layers = [_guide_spec(guide, across, up) for guide in chart.guides]
    layers += [
        {"mark": {"type": "area", "opacity": 0.16},
         "encoding": {"x": place_of, "y": {"field": "lower", **up}, "y2": {"field": "upper"},
                      "color": colour}},
        {"mark": {"type": "line", "strokeWidth": 2},
         "encoding": {"x": place_of, "y": {"field": "y", **up}, "color": colour}},
        {"mark": {"type": "point", "filled": True, "size": 50},
         "params": [{"name": "near", "select": {"type": "point", "on": "pointerover",
                                                "nearest": True, "clear": "pointerout"}}],
         "encoding": {"x": place_of, "y": {"field": "y", **up}, "color": colour, "tooltip": tooltip,
                      "size": {"condition": {"param": "near", "empty": False, "value": 110},
                               "value": 26}}},
    ]  # fmt: skip
    return _whole(rows, layers, height=230)


def scatter_spec(chart: Scatter) -> Spec:
    """Points that say their names."""
    marks = thinned(chart.marks)
    rows: list[Spec] = [
        {"name": m.label, "x": m.x, "y": m.y,
         "ink": DATA[m.style % 5] if m.style >= 0 else "var(--data-none)"} for m in marks
    ]  # fmt: skip
    across = _axis(chart.x, widths(marks), grid=False)
    up = _axis(chart.y, heights(marks))
    layers = [_guide_spec(guide, across, up) for guide in chart.guides]
    if any(m.across is not None for m in marks):
        for row, mark in zip(rows, marks, strict=True):
            row["from"], row["to"] = mark.across or (None, None)
        layers.append({
            "mark": {"type": "rule", "opacity": 0.55},
            "encoding": {
                "x": {"field": "from", **across}, "x2": {"field": "to"},
                "y": {"field": "y", **up},
                "color": {"field": "ink", "type": "nominal", "scale": None, "legend": None},
            },
        })  # fmt: skip
    if any(m.interval is not None for m in marks):
        for row, mark in zip(rows, marks, strict=True):
            row["lower"], row["upper"] = mark.interval or (None, None)
        layers.append({
            "mark": {"type": "rule", "opacity": 0.55},
            "encoding": {
                "x": {"field": "x", **across}, "y": {"field": "lower", **up},
                "y2": {"field": "upper"},
                "color": {"field": "ink", "type": "nominal", "scale": None, "legend": None},
            },
        })  # fmt: skip
    layers.append({
        "mark": {"type": "point", "filled": True, "size": 60, "opacity": 0.75},
        "encoding": {
            "x": {"field": "x", **across}, "y": {"field": "y", **up},
            "color": {"field": "ink", "type": "nominal", "scale": None, "legend": None},
            "tooltip": [
                {"field": "name", "title": "which"},
                {"field": "x", "title": chart.x.title, **_plain_format(chart.x.scale)},
                {"field": "y", "title": chart.y.title, **_plain_format(chart.y.scale)},
            ],
        },
    })  # fmt: skip
    return _whole(rows, layers, height=280)


def bars_spec(chart: Bars) -> Spec:
    """Signed bars from zero."""
    rows = [
        {
            "name": bar.label,
            "value": bar.value,
            "lower": None if bar.interval is None else bar.interval[0],
            "upper": None if bar.interval is None else bar.interval[1],
            "ink": DATA[1] if bar.value > 0 else DATA[0],
        }
        for bar in chart.bars
    ]
    x = {"type": "quantitative", "axis": {"title": chart.title}}
    y = {"field": "name", "type": "nominal", "sort": None, "axis": {"title": None}}
    layers: list[Spec] = [
        {"mark": {"type": "bar", "height": 16},
         "encoding": {"x": {"field": "value", **x}, "y": y,
                      "color": {"field": "ink", "type": "nominal", "scale": None, "legend": None},
                      "tooltip": [{"field": "name"}, {"field": "value", "format": ".3f"}]}},
        {"mark": {"type": "rule", "color": "var(--ink)"},
         "encoding": {"x": {"field": "lower", **x}, "x2": {"field": "upper"}, "y": y}},
    ]  # fmt: skip
    return _whole(rows, layers, height=max(30 * len(rows), 60))


def _whole(rows: list[Spec], layers: list[Spec], *, height: int) -> Spec:
    return {
        "$schema": SCHEMA,
        "width": "container",
        "height": height,
        "autosize": {"type": "fit", "contains": "padding"},
        "data": {"values": rows},
        "layer": layers,
    }


def _axis(axis: Axis, values: list[float], *, grid: bool = True) -> Spec:
    domain = axis.domain or covering(values, logarithmic=axis.logarithmic)
    places = ticks(domain, logarithmic=axis.logarithmic, whole=axis.scale == COUNT)
    return {
        "type": "quantitative",
        "scale": {"domain": list(domain), "nice": False, **_log(axis.logarithmic)},
        "axis": {"title": axis.title, "values": places, "grid": grid, **_format(axis.scale)},
    }


def _guide_spec(guide: Guide, across: Spec, up: Spec) -> Spec:
    side, axis = ("x", across) if guide.vertical else ("y", up)
    return _guide_layer({"at": guide.position, "label": guide.label}, side, axis)


def _guide_layer(row: Spec, side: str, axis: Spec) -> Spec:
    return {
        "data": {"values": [row]},
        "mark": {"type": "rule", "color": "var(--line-strong)", "strokeDash": [4, 3]},
        "encoding": {
            side: {"field": "at", **axis},
            **({"tooltip": [{"field": "label", "title": "line"}]} if "label" in row else {}),
        },
    }


def _log(logarithmic: bool) -> Spec:
    return {"type": "log"} if logarithmic else {}


def _format(scale: str) -> Spec:
    if scale == SHARE:
        return {"format": ".1~%"}
    if scale == POINTS:
        expression = "datum.value > 0 ? '+' + format(100*datum.value, '~g') : "
        return {"labelExpr": f"{expression}format(100*datum.value, '~g')"}
    return {}


def _plain_format(scale: str) -> Spec:
    return {"format": ".1~%"} if scale in (SHARE, POINTS) else {"format": ".3~g"}
