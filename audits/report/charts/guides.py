"""A dashed line at one value, and its word where no curve runs through it."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import ceil, hypot

from markupsafe import Markup

from audits.report.charts.ink import advance, rule, shorten, text
from audits.report.charts.scale import Scale
from audits.report.charts.shapes import Guide

Place = tuple[float, float]
# Height of a line of text above its base and below, and how densely curves are looked at.
_ABOVE, _BELOW, _STEP = 9.0, 3.0, 3.0


def guide_line(
    guide: Guide, x: Scale, y: Scale, curves: Iterable[Sequence[Place]] = ()
) -> list[Markup]:
    """The line and its word. curves: places on paper that the word should not cover."""
    (left, right), (bottom, top) = x.pixels, y.pixels
    taken = [point for curve in curves for point in _along(curve)]
    if guide.vertical:
        position = x(guide.position)
        line = rule(position, bottom, position, top, "c-guide")
        rooms = {"start": right - position - 6, "end": position - left - 6}
        sides = sorted(rooms, key=lambda side: -rooms[side])
        places = [
            (side, position - 5 if side == "end" else position + 5, height)
            for height in (top + 10, bottom - 6)
            for side in sides
        ]
    else:
        position = y(guide.position)
        line = rule(left, position, right, position, "c-guide")
        rooms = dict.fromkeys(("start", "end"), right - left - 8)
        places = [
            (side, left + 4 if side == "start" else right - 4, height)
            for side in ("start", "end")
            for height in (position + 13, position - 5)
        ]
    words = {side: shorten(guide.label, room) for side, room in rooms.items()}
    # Whole before cut, then free before covered, then in the order above.
    anchor, across, up = min(
        places,
        key=lambda candidate: (
            words[candidate[0]] != guide.label,
            _covered(candidate, words[candidate[0]], taken),
        ),
    )
    return [line, text(across, up, words[anchor], "cq", anchor=anchor)]


def _covered(candidate: tuple[str, float, float], words: str, taken: Iterable[Place]) -> int:
    anchor, across, up = candidate
    width = advance(words)
    low = across - width if anchor == "end" else across
    return sum(
        low <= seen <= low + width and up - _ABOVE <= height <= up + _BELOW
        for seen, height in taken
    )


def _along(curve: Sequence[Place]) -> Iterator[Place]:
    """Places on a curve, some pixels apart."""
    yield from curve[:1]
    for (x1, y1), (x2, y2) in pairwise(curve):
        steps = max(1, ceil(hypot(x2 - x1, y2 - y1) / _STEP))
        for step in range(1, steps + 1):
            yield x1 + (x2 - x1) * step / steps, y1 + (y2 - y1) * step / steps
