"""Lines along an order, with intervals; each line is named where it ends, not in a legend."""

from markupsafe import Markup

from audits.report.charts.guides import guide_line
from audits.report.charts.ink import (
    advance,
    band,
    caption,
    picture,
    polyline,
    rule,
    series_class,
    series_mark,
    shorten,
    text,
)
from audits.report.charts.scale import Scale, axis_scale, tick_label, ticks
from audits.report.charts.shapes import Axis, Lines, Series
from audits.report.number_format import COUNT

LEFT, TOP, FOOT = 44, 26, 40
FEW, COARSE = 2, 24  # points that make no band; about as many as one has


def draw(chart: Lines, *, alt: str, wide: bool = False) -> Markup:
    """The title of the upright axis stands above it, so that it reads without turning."""
    width, height = (760, 300) if wide else (352, 290)
    names = max((advance(series.name) for series in chart.series), default=0.0)
    room = min(max(names + 16, 30), width * 0.36) if len(chart.series) > 1 else 18
    x = axis_scale(chart.x, (p[0] for s in chart.series for p in s.points), (LEFT, width - room))
    y = axis_scale(chart.y, _heights(chart), (height - FOOT, TOP))
    pieces = frame(chart.x, chart.y, x, y, width)
    curves = [[(x(across), y(up)) for across, up in series.points] for series in chart.series]
    pieces += [piece for guide in chart.guides for piece in guide_line(guide, x, y, curves)]
    pieces += diagonal(chart.diagonal, x, y)
    pieces += [piece for series in chart.series for piece in _line(series, x, y)]
    if len(chart.series) > 1:
        pieces += _names(chart.series, x, y, room - 12)
    scales = {"x": _in_words(x, chart.x), "y": _in_words(y, chart.y)}
    return picture(width, height, pieces, alt=alt, kind="lines", scales=scales)


def _in_words(scale: Scale, axis: Axis) -> str:
    """`low high start end kind scale`: how a place on paper is read back."""
    kind = "log" if scale.logarithmic else "linear"
    numbers = (*scale.domain, *scale.pixels)
    return " ".join([*(f"{number:.6g}" for number in numbers), kind, axis.scale.replace(" ", "-")])


def frame(across: Axis, up: Axis, x: Scale, y: Scale, width: float) -> list[Markup]:
    """Grid, ticks and titles."""
    (left, right), (bottom, _) = x.pixels, y.pixels
    pieces = [text(4, 12, shorten(up.title, width - 8), "cq")]
    for tick in ticks(y.domain, logarithmic=up.logarithmic, whole=up.scale == COUNT):
        position = y(tick)
        pieces.append(rule(left, position, right, position, "c-grid"))
        pieces.append(text(left - 6, position + 4, tick_label(tick, up.scale), "cq", anchor="end"))
    pieces.append(rule(left, bottom, right, bottom, "c-axis"))
    whole = across.scale == COUNT
    for tick in ticks(x.domain, logarithmic=across.logarithmic, count=5, whole=whole):
        position = x(tick)
        pieces.append(rule(position, bottom, position, bottom + 4, "c-axis"))
        label = tick_label(tick, across.scale)
        pieces.append(text(position, bottom + 16, label, "cq", anchor="middle"))
    pieces.append(caption((left + right) / 2, bottom + 33, across.title, width))
    return pieces


def diagonal(words: str, x: Scale, y: Scale) -> list[Markup]:
    """Where both axes agree."""
    if not words:
        return []
    low = max(x.domain[0], y.domain[0])
    high = min(x.domain[1], y.domain[1])
    if high <= low:
        return []
    return [
        rule(x(low), y(low), x(high), y(high), "c-guide"),
        text(x(high) - 4, y(high) + 24, words, "cq", anchor="end"),
    ]


def _heights(chart: Lines) -> list[float]:
    heights = [p[1] for s in chart.series for p in s.points]
    for series in chart.series:
        heights += [limit for pair in series.intervals for limit in pair if limit is not None]
    return heights


def _line(series: Series, x: Scale, y: Scale) -> list[Markup]:
    """The line over the band of its intervals; two points or fewer have whiskers."""
    kind = series_class(series.style)
    ends = [
        (x(across), *y.limits(interval))
        for (across, _), interval in zip(series.points, series.intervals, strict=False)
    ]
    if len(ends) > FEW:
        # Its rim may be coarser than the line, but it ends where the line does.
        stride = max(len(ends) // COARSE, 1)
        ends = [*ends[:-1:stride], ends[-1]]
        rim = [(across, low) for across, low, _ in ends]
        rim += [(across, high) for across, _, high in reversed(ends)]
        pieces = [band(rim, f"c-band {kind}")]
    else:
        pieces = [
            rule(across, low, across, high, f"c-interval {kind}") for across, low, high in ends
        ]
    places = [(x(across), y(up)) for across, up in series.points]
    pieces.append(polyline(places, f"c-line {kind}", series.name))
    if series.dots:
        pieces += [series_mark(across, up, series.style) for across, up in places]
    return pieces


def _names(many: tuple[Series, ...], x: Scale, y: Scale, room: float) -> list[Markup]:
    """Each name at its line's right end, moved apart where they would overlap."""
    ends = sorted(((y(s.points[-1][1]), s) for s in many if s.points), key=lambda end: end[0])
    right, bottom = x.pixels[1], y.pixels[0]
    heights: list[float] = []
    for height, _ in ends:
        heights.append(max(height, heights[-1] + 13) if heights else height)
    over = (heights[-1] - bottom) if heights else 0
    if over > 0:
        heights = [height - over for height in heights]
    return [
        text(right + 10, height + 4, shorten(s.name, room), f"c-name {series_class(s.style)}")
        for height, (_, s) in zip(heights, ends, strict=True)
    ]
