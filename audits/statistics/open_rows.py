"""A number beside what rows without an answer could make of it.

Worst-case bounds of missing outcomes: Manski 1990, American Economic Review 80:319.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from audits.measurement import Estimate, Interval, Measurement, SampleSize, Unanswered


def open_to(
    measured: Measurement, rows: SampleSize, ends: Sequence[Sequence[Measurement]] = ()
) -> Measurement:
    """The measurement with what these rows could make of it; without its ends nothing bounds that.

    rows: how many have no answer; (group, reference) for a difference. ends: what is measured with
    all of them answered the one way, and the other, by the same metric, group and method.
    """
    if not isinstance(measured, Estimate) or not np.any(rows):
        return measured
    made = [
        each
        for of_end in ends
        for each in of_end
        if isinstance(each, Estimate)
        and (each.metric, each.group, each.method)
        == (measured.metric, measured.group, measured.method)
    ]
    if not made or len(made) < len(ends):
        return replace(measured, unanswered=Unanswered(rows))
    low, high = min(made, key=lambda e: e.value), max(made, key=lambda e: e.value)
    bounds = Interval(low.value, high.value)
    return replace(measured, unanswered=Unanswered(rows, (low.evidence, high.evidence), bounds))
