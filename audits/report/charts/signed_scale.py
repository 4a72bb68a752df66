"""The scale under a map of signed amounts: from the strongest against to the strongest for."""

from markupsafe import Markup

from audits.report.charts.ink import text

# The heat's two inks (Okabe-Ito orange for, blue against) and the strongest shade laid over a
# picture, as `audits.explanations.exhibits` mixes them.
FOR, AGAINST, STRONGEST = "#d55e00", "#0072b2", 215 / 255
STEPS = 12


def scale_bar(left: float, below: float, width: float, largest: str) -> list[Markup]:
    """From the strongest against, by nothing, to the strongest for; `largest` names both ends.

    left, below, width: in pixels; the bar stands 6 below `below`, its words end 27 below it.
    """
    step_width = width / (2 * STEPS)
    swatch = Markup('<rect x="{}" y="{}" width="{}" height="8" fill="{}" fill-opacity="{}"/>')
    steps = [step for step in range(-STEPS, STEPS + 1) if step]
    bar = [
        swatch.format(
            round(left + index * step_width, 2), below + 6, round(step_width + 0.3, 2),
            FOR if step > 0 else AGAINST, round(STRONGEST * abs(step) / STEPS, 3),
        )
        for index, step in enumerate(steps)
    ]  # fmt: skip
    low, high = (f"−{largest} against", f"for +{largest}") if largest else ("against", "for")
    return [
        *bar,
        text(left, below + 27, low, "cq"),
        text(left + width, below + 27, high, "cq", anchor="end"),
    ]
