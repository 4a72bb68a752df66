"""Points on two scales; the outermost are named where there is room."""

from collections.abc import Iterator

from markupsafe import Markup

from audits.report.charts.guides import guide_line
from audits.report.charts.ink import advance, disc, picture, rule, series_class, shorten, text
from audits.report.charts.lines import FOOT, LEFT, TOP, diagonal, frame
from audits.report.charts.scale import axis_scale
from audits.report.charts.shapes import Mark, Scatter

# More points than this are thinned: the page stays small however large the data.
MOST = 600


def draw(chart: Scatter, *, alt: str, wide: bool = True) -> Markup:
    """Half-transparent points, so that many on one place are seen."""
    width, height = (760, 320) if wide else (352, 290)
    marks = thinned(chart.marks)
    x = axis_scale(chart.x, (m.x for m in marks), (LEFT, width - 20))
    y = axis_scale(chart.y, heights(marks), (height - FOOT, TOP))
    pieces = frame(chart.x, chart.y, x, y, width)
    pieces += [piece for guide in chart.guides for piece in guide_line(guide, x, y)]
    pieces += diagonal(chart.diagonal, x, y)
    taken: list[tuple[float, float, float, float]] = []
    is_each_named = len(marks) <= chart.named
    if is_each_named:  # so no name may hide another's point, and room is looked for
        taken = [(x(m.x) - 5, y(m.y) - 4, x(m.x) + 5, y(m.y) + 4) for m in marks]
    for mark in marks:
        if mark.interval is not None:
            ends = y.limits(mark.interval)
            kind = f"c-interval {series_class(mark.style)}"
            pieces.append(rule(x(mark.x), ends[0], x(mark.x), ends[1], kind))
        pieces.append(disc(x(mark.x), y(mark.y), 4, f"c-point {series_class(mark.style)}"))
    for mark in _worth_naming(marks, chart.named):
        words = shorten(mark.label, 130)
        across, up, room = x(mark.x), y(mark.y), advance(words)
        for start, base in _places(across, up, room, far=is_each_named):
            rectangle = (start, base - 9, start + room, base + 2)
            inside = start >= LEFT and start + room <= width - 4 and TOP <= base <= height - FOOT
            if inside and not any(_overlap(rectangle, other) for other in taken):
                taken.append(rectangle)
                pieces.append(text(start, base, words, "ci"))
                break
    return picture(width, height, pieces, alt=alt, kind="scatter")


def heights(marks: tuple[Mark, ...]) -> list[float]:
    """Of the points, and of the ends of their intervals."""
    ends = [end for mark in marks for end in mark.interval or () if end is not None]
    return [*(mark.y for mark in marks), *ends]


def _places(across: float, up: float, room: float, *, far: bool) -> Iterator[tuple[float, float]]:
    """Where a name may begin: beside its point, and then above and below it."""
    for base in (up + 4, up - 7, up + 15, up - 19, up + 27) if far else (up + 4,):
        yield across + 7, base
        yield across - room - 7, base


def thinned(marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """Every so-manieth point where there are too many to draw."""
    stride = -(-len(marks) // MOST)
    return marks[::stride] if stride > 1 else marks


def _worth_naming(marks: tuple[Mark, ...], count: int) -> list[Mark]:
    named = sorted((m for m in marks if m.label), key=lambda m: m.y)
    half = count // 2
    return named if len(named) <= count else [*named[-half:][::-1], *named[: count - half]]


def _overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
