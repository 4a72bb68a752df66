"""Points on two scales; the outermost are named where there is room."""

from collections.abc import Iterator, Sequence
from math import dist
from typing import TypeAlias

from markupsafe import Markup

from audits.report.charts.guides import guide_line
from audits.report.charts.ink import advance, disc, picture, rule, series_class, shorten, text
from audits.report.charts.lines import FOOT, LEFT, TOP, diagonal, frame
from audits.report.charts.scale import axis_scale
from audits.report.charts.shapes import Mark, Scatter

# More points than this are thinned: the page stays small however large the data.
MOST = 600
# Left, top, right and foot of what stands in a drawing.
Box: TypeAlias = tuple[float, float, float, float]


def draw(chart: Scatter, *, alt: str, wide: bool = True) -> Markup:
    """Half-transparent points, so that many on one place are seen."""
    width, height = (760, 320) if wide else (352, 290)
    marks = thinned(chart.marks)
    x = axis_scale(chart.x, widths(marks), (LEFT, width - 20))
    y = axis_scale(chart.y, heights(marks), (height - FOOT, TOP))
    pieces = frame(chart.x, chart.y, x, y, width)
    pieces += [piece for guide in chart.guides for piece in guide_line(guide, x, y)]
    pieces += diagonal(chart.diagonal, x, y)
    is_each_named = len(marks) <= chart.named
    points = [(x(mark.x), y(mark.y)) for mark in marks]
    # So no name may hide another's point, and where there is room none lies across an interval.
    taken: list[Box] = [_around(point) for point in points] if is_each_named else []
    lines: list[Box] = []
    for mark, (across, up) in zip(marks, points, strict=True):
        kind = f"c-interval {series_class(mark.style)}"
        if mark.interval is not None:
            ends = y.limits(mark.interval)
            pieces.append(rule(across, ends[0], across, ends[1], kind))
            lines.append((across - 1, min(ends), across + 1, max(ends)))
        if mark.across is not None:
            ends = x.limits(mark.across)
            pieces.append(rule(ends[0], up, ends[1], up, kind))
            lines.append((min(ends), up - 1, max(ends), up + 1))
        pieces.append(disc(across, up, 4, f"c-point {series_class(mark.style)}"))
    bounds = (LEFT, TOP, width - 4, height - FOOT)
    for mark in _worth_naming(marks, chart.named):
        words = shorten(mark.label, 130)
        own, room = (x(mark.x), y(mark.y)), advance(words)
        free = [
            (start, base)
            for start, base in _places(*own, room, far=is_each_named)
            if _is_free(start, base, room, bounds, taken)
        ]
        near = [one for one in free if not _is_nearer_another((*one, room), own, points)]
        near = near if is_each_named else free
        clear = [one for one in near if _is_free(*one, room, bounds, lines)]
        if not free:
            continue
        start, base = (clear or near or free[::-1])[0]
        taken.append(_box(start, base, room))
        pieces.append(text(start, base, words, "ci"))
        if not near:  # a line says whose name it is
            pieces.append(rule(*own, *_edge(start, base, room, own), "c-axis"))
    return picture(width, height, pieces, alt=alt, kind="scatter")


def heights(marks: tuple[Mark, ...]) -> list[float]:
    """Of the points, and of the ends of their intervals."""
    ends = [end for mark in marks for end in mark.interval or () if end is not None]
    return [*(mark.y for mark in marks), *ends]


def widths(marks: tuple[Mark, ...]) -> list[float]:
    """As `heights`, along the other scale."""
    ends = [end for mark in marks for end in mark.across or () if end is not None]
    return [*(mark.x for mark in marks), *ends]


def _places(across: float, up: float, room: float, *, far: bool) -> Iterator[tuple[float, float]]:
    """Where a name may begin: beside its point, and then above and below it."""
    for base in (up + 4, up - 7, up + 15, up - 19, up + 27) if far else (up + 4,):
        yield across + 7, base
        yield across - room - 7, base


def _box(start: float, base: float, room: float) -> Box:
    """Of a name that begins there."""
    return start, base - 9, start + room, base + 2


def _around(point: tuple[float, float]) -> Box:
    across, up = point
    return across - 5, up - 4, across + 5, up + 4


def _is_free(start: float, base: float, room: float, bounds: Box, taken: Sequence[Box]) -> bool:
    left, top, right, foot = bounds
    inside = start >= left and start + room <= right and top <= base <= foot
    box = _box(start, base, room)
    return inside and not any(_overlap(box, other) for other in taken)


def _is_nearer_another(
    label: tuple[float, float, float],
    own: tuple[float, float],
    points: Sequence[tuple[float, float]],
) -> bool:
    """Whether the name would be read as another point's. label: its start, base and length."""
    edge = _edge(*label, own)
    return any(dist(edge, point) < dist(edge, own) for point in points)


def _edge(start: float, base: float, room: float, own: tuple[float, float]) -> tuple[float, float]:
    """Where a name is nearest to its point."""
    return (start - 2 if start > own[0] else start + room + 2), base - 4


def thinned(marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """Every so-manieth point where there are too many to draw."""
    stride = -(-len(marks) // MOST)
    return marks[::stride] if stride > 1 else marks


def _worth_naming(marks: tuple[Mark, ...], count: int) -> list[Mark]:
    named = sorted((m for m in marks if m.label), key=lambda m: m.y)
    half = count // 2
    return named if len(named) <= count else [*named[-half:][::-1], *named[: count - half]]


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
