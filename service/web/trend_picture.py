"""A small picture of audits over time: the gate as a mark, the worst gap as its height."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from service.answers.trends import Point
from service.web.rendering import words

WIDTH, HEIGHT, MARGIN = 340, 96, 14
# The axis ends at least at ten points, so that a gap of one does not look like much.
LEAST_TOP = 0.1
MOST_POINTS = 20


@dataclass(frozen=True, slots=True)
class Mark:
    """Where an audit stands. low, high: ends of the interval. shown: its gate."""

    x: float
    y: float
    low: float
    high: float
    shown: str
    label: str


@dataclass(frozen=True, slots=True)
class Picture:
    """The audits of one name. top: the size of gap at the upper edge. sentence: what it shows."""

    name: str
    top: float
    marks: tuple[Mark, ...]
    line: str
    sentence: str


def gap_words(point: Point) -> str:
    """`18.0 points [12.1 to 23.9], equal opportunity difference, sex: female`."""
    gap = point.gap
    if gap is None:
        return "none determined"
    low, high = gap.interval
    ends = "" if low is None or high is None else f" [{100 * low:.1f} to {100 * high:.1f}]"
    group = ", ".join(f"{key}: {value}" for key, value in gap.group.items())
    return f"{100 * gap.value:.1f} points{ends}, {words(gap.metric)}, {group}"


def pictures(points: Iterable[Point]) -> list[Picture]:
    """One for each name with at least two judged audits; points: newest first."""
    by_name: dict[str, list[Point]] = {}
    for point in points:
        if point.audit.gate is not None:
            by_name.setdefault(point.audit.name, []).append(point)
    return [
        _picture(name, points_of[:MOST_POINTS][::-1])
        for name, points_of in by_name.items()
        if len(points_of) > 1
    ]


def _picture(name: str, points: Sequence[Point]) -> Picture:
    sizes = [_ends(point)[1] for point in points if point.gap is not None]
    top = max([LEAST_TOP, *sizes])
    step = (WIDTH - 2 * MARGIN) / (len(points) - 1)

    def height(size: float) -> float:
        return round(HEIGHT - MARGIN - size / top * (HEIGHT - 2 * MARGIN), 1)

    marks = []
    for index, point in enumerate(points):
        low, high = _ends(point)
        size = 0.0 if point.gap is None else abs(point.gap.value)
        label = f"{point.version}: {words(str(point.audit.gate))}, {gap_words(point)}"
        x = round(MARGIN + index * step, 1)
        gate = str(point.audit.gate)
        marks.append(Mark(x, height(size), height(low), height(high), gate, label))
    line = " ".join(
        f"{mark.x},{mark.y}"
        for mark, point in zip(marks, points, strict=True)
        if point.gap is not None
    )
    return Picture(name, top, tuple(marks), line, _sentence(points))


def _ends(point: Point) -> tuple[float, float]:
    """The interval of the gap's size: from 0 where it holds both signs."""
    if point.gap is None:
        return 0.0, 0.0
    size = abs(point.gap.value)
    low, high = (size if end is None else end for end in point.gap.interval)
    if low * high < 0:
        return 0.0, max(abs(low), abs(high))
    return min(abs(low), abs(high)), max(abs(low), abs(high))


def _sentence(points: Sequence[Point]) -> str:
    """From the first to the last; a change is told, never called better or worse."""
    first, last = points[0], points[-1]
    gates = (words(str(first.audit.gate)), words(str(last.audit.gate)))
    gate = f"was {gates[0]} and is {gates[1]}" if gates[0] != gates[1] else f"is still {gates[1]}"
    if first.gap is None or last.gap is None:
        return f"The gate {gate} after {len(points)} audits."
    return (
        f"The gate {gate} after {len(points)} audits; the worst gap measured was "
        f"{100 * abs(first.gap.value):.1f} points at first and "
        f"{100 * abs(last.gap.value):.1f} points last."
    )
