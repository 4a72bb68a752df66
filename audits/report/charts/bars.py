"""Signed bars from zero: what pushed an answer up, and what down."""

from markupsafe import Markup

from audits.report.charts.ink import box, caption, picture, rule, text, wrapped
from audits.report.charts.scale import Scale, symmetric, tick_label, ticks
from audits.report.charts.shapes import Bars

ROW, TALL, TOP, FOOT = 30, 40, 6, 40


def draw(chart: Bars, *, alt: str, wide: bool = False) -> Markup:
    """Orange to the right of zero, blue to the left; the interval is drawn over the bar."""
    width = 760 if wide else 352
    left, right = (220, width - 70) if wide else (130, width - 56)
    values: list[float | None] = [bar.value for bar in chart.bars]
    values += [limit for bar in chart.bars for limit in bar.interval or ()]
    domain = symmetric(values, at_least=1e-9)
    if all(value is None or value >= 0 for value in values):
        domain = (0.0, domain[1])
    scale = Scale(domain, (left, right))
    labels = [wrapped(bar.label, left - 14, lines=3) for bar in chart.bars]
    row = TALL if any(len(lines) > 2 for lines in labels) else ROW
    bottom = TOP + row * len(chart.bars)
    zero = scale(0.0)
    pieces: list[Markup] = []
    for index, bar in enumerate(chart.bars):
        y = TOP + row * (index + 0.5)
        end = scale(bar.value)
        kind = "c-bar c-for" if bar.value > 0 else "c-bar c-against"
        pieces.append(box(min(zero, end), y - 8, abs(end - zero), 16, kind))
        if bar.interval is not None:
            low, high = scale.limits(bar.interval)
            pieces.append(rule(low, y, high, y, "c-whisker"))
        for line, words in enumerate(lines := labels[index]):
            shift = (line - (len(lines) - 1) / 2) * 12 + 4
            pieces.append(text(left - 10, y + shift, words, "ci", anchor="end"))
        pieces.append(text(right + 8, y + 4, bar.text, "ci"))
    pieces.append(rule(zero, TOP, zero, bottom, "c-axis"))
    pieces.append(rule(left, bottom, right, bottom, "c-axis"))
    for tick in ticks(scale.domain, logarithmic=False):
        label = tick_label(tick, chart.scale)
        pieces.append(text(scale(tick), bottom + 16, label, "cq", anchor="middle"))
    middle = (left + right) / 2
    pieces.append(caption(middle, bottom + 33, chart.title, width))
    return picture(width, bottom + FOOT, pieces, alt=alt, kind="bars")
