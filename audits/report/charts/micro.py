"""The strip beside a finding: tolerance, interval and dot on the one scale of its rule."""

from markupsafe import Markup

from audits.report.charts.forest import domain_of
from audits.report.charts.ink import box, rule, verdict_mark
from audits.report.charts.scale import Scale
from audits.report.charts.shapes import Dot, Forest

WIDTH, HEIGHT = 184, 18


def draw(dot: Dot, rule_of: Forest) -> Markup:
    """`rule_of` holds every dot of the rule, so that rows compare by eye."""
    scale = Scale(domain_of(rule_of), (4, WIDTH - 4), rule_of.logarithmic)
    middle = HEIGHT / 2
    pieces = [rule(0, middle, WIDTH, middle, "m-track")]
    if rule_of.band is not None:
        low, high = scale.limits(rule_of.band)
        pieces.append(box(low, 0, high - low, HEIGHT, "m-band"))
    if rule_of.centre is not None:
        position = scale(rule_of.centre)
        pieces.append(rule(position, 0, position, HEIGHT, "m-zero"))
    low, high = scale.limits(dot.interval)
    pieces.append(rule(low, middle, high, middle, f"m-int m-{dot.verdict}"))
    pieces.append(verdict_mark(scale(dot.value), middle, dot.verdict))
    return Markup(
        '<svg class="micro" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">{}</svg>'
    ).format(WIDTH, HEIGHT, Markup("").join(pieces))
