"""Forest plot: a dot and its interval a group, the policy's tolerance as a band."""

from collections.abc import Sequence

from markupsafe import Markup

from audits.report.charts.ink import (
    advance,
    box,
    caption,
    disc,
    group,
    picture,
    rule,
    shorten,
    text,
    verdict_mark,
    wrapped,
)
from audits.report.charts.scale import Scale, covering, symmetric, tick_label, ticks
from audits.report.charts.shapes import Dot, Forest
from audits.report.number_format import POINTS, SIGNED, UNIT

ROW, TALL, HEAD, TOP, FOOT = 32, 40, 20, 6, 40
# Between the picture and the numbers on its right.
NUMBERS_APART = 10


def draw(chart: Forest, *, alt: str, wide: bool = False) -> Markup:
    """Labels left, intervals in the middle, numbers right; nothing is ever dropped.

    A head stands above the rows of each attribute.
    """
    width = 760 if wide else 352
    left, least = (190, 130) if wide else (108, 92)
    right = width - max(least, _room(chart.dots))
    scale = Scale(domain_of(chart), (left, right), chart.logarithmic)
    labels = [wrapped(dot.label, left - 12) for dot in chart.dots]
    is_tall = any(
        len(lines) > 1 and dot.note for lines, dot in zip(labels, chart.dots, strict=True)
    )
    places, heads, bottom = _places(chart.dots, TALL if is_tall else ROW)
    pieces = [*_ground(chart, scale, bottom)]
    pieces += [text(0, y, shorten(words, width - 4), "ch") for y, words in heads]
    for dot, lines, y in zip(chart.dots, labels, places, strict=True):
        pieces.append(group(_row(dot, lines, scale, y, left - 10, right + NUMBERS_APART), dot.row))
    pieces += _axis(chart, scale, bottom, width)
    return picture(width, bottom + FOOT, pieces, alt=alt, kind="forest")


def _room(dots: Sequence[Dot]) -> float:
    """How much the longest number, or interval, needs beside the picture."""
    widest = (advance(words) for dot in dots for words in (dot.text, dot.interval_text))
    return NUMBERS_APART + max(widest, default=0.0)


def _places(dots: Sequence[Dot], row: float) -> tuple[list[float], list[tuple[float, str]], float]:
    """The middle of each row, each head with its place, and where the axis stands."""
    places, heads, y, last = [], [], float(TOP), ""
    for dot in dots:
        if dot.head and dot.head != last:
            heads.append((y + 13, dot.head))
            y += HEAD
        last = dot.head
        places.append(y + row / 2)
        y += row
    return places, heads, y


def domain_of(chart: Forest) -> tuple[float, float]:
    """A domain that shows every value, its interval and the tolerance."""
    if chart.domain:
        return chart.domain
    values: list[float | None] = [dot.value for dot in chart.dots]
    values += [limit for dot in chart.dots for limit in dot.interval]
    values += [dot.beside for dot in chart.dots]
    values += [*(chart.band or ()), chart.centre]
    if chart.logarithmic:
        low, high = covering(values, logarithmic=True)
        return max(low, 0.05), min(high, 20.0)
    if chart.scale in SIGNED:
        return symmetric(values, at_least=0.1 if chart.scale == POINTS else 0.0)
    low, high = covering([*values, 0.0] if chart.scale == UNIT else values, logarithmic=False)
    return (max(low, 0.0), min(high, 1.0)) if chart.scale == "share" else (low, high)


def _ground(chart: Forest, scale: Scale, bottom: float) -> list[Markup]:
    pieces = []
    height = bottom - TOP
    if chart.band is not None:
        low, high = scale.limits(chart.band)
        pieces.append(box(low, TOP, high - low, height, "m-band"))
        for limit in chart.band:
            if limit is not None:
                pieces.append(rule(scale(limit), TOP, scale(limit), bottom, "c-limit"))
    if chart.centre is not None:
        position = scale(chart.centre)
        pieces.append(rule(position, TOP, position, bottom, "c-axis"))
    return pieces


def _row(
    dot: Dot, label: Sequence[str], scale: Scale, y: float, left: float, right: float
) -> list[Markup]:
    pieces = []
    lines = [(line, "ci") for line in label] + ([(dot.note, "cq")] if dot.note else [])
    for index, (line, kind) in enumerate(lines):
        shift = (index - (len(lines) - 1) / 2) * 12.5 + 4
        pieces.append(text(left, y + shift, line, kind, anchor="end"))
    if dot.beside is not None:
        pieces.append(rule(scale(dot.beside), y, scale(dot.value), y, "c-axis"))
    low, high = scale.limits(dot.interval)
    pieces.append(rule(low, y, high, y, f"m-int m-{dot.verdict}"))
    if dot.beside is not None:
        pieces.append(disc(scale(dot.beside), y, 4, "c-beside"))
    pieces.append(verdict_mark(scale(dot.value), y, dot.verdict))
    pieces.append(text(right, y - 2.5, dot.text, "ci"))
    pieces.append(text(right, y + 10.5, dot.interval_text, "cq"))
    return pieces


def _axis(chart: Forest, scale: Scale, bottom: float, width: float) -> list[Markup]:
    left, right = scale.pixels
    pieces = [rule(left, bottom, right, bottom, "c-axis")]
    for tick in ticks(scale.domain, logarithmic=chart.logarithmic):
        position = scale(tick)
        pieces.append(rule(position, bottom, position, bottom + 4, "c-axis"))
        label = tick_label(tick, chart.scale)
        pieces.append(text(position, bottom + 16, label, "cq", anchor="middle"))
    middle = (left + right) / 2
    pieces.append(caption(middle, bottom + 33, chart.title, width))
    return pieces
