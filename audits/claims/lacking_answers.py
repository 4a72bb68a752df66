"""Rows on which a system gave no answer, or has no score: told, counted and never a claim's ground.

A model that fails on hard items and says nothing there looks better for it. What answers that are
right or wrong could make of a difference is bounded: all of the one system right and all of the
other wrong, and turned round. Scores without limits are not, and then no rule passes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from audits.claims.tables import Results
from audits.measurement import Estimate, Interval, Measurement, Unanswered
from audits.specification.counts import counted


def told_of_lacking(results: Results) -> Iterator[str]:
    """A sentence for each system and data set with such rows."""
    for (system, data_set), rows in results.lacking.items():
        where = "" if data_set is None else f" on {data_set}"
        yield (
            f"{counted(rows, 'row has', 'rows have')} no answer or score of {system}{where}, and "
            "no number counts them; where that is how it failed, write it down: an answer that is "
            "wrong, or the score that it is worth"
        )


def lacking_rows(
    results: Results, system: str, baseline: str, sets: Sequence[str | None]
) -> tuple[int, int]:
    """How many rows the system and the baseline lack on these data sets."""
    own, other = (
        sum(results.lacking.get((name, data_set), 0) for data_set in sets)
        for name in (system, baseline)
    )
    return own, other


def open_to(
    measured: Measurement, rows: tuple[int, int], ends: Sequence[Sequence[Measurement]] = ()
) -> Measurement:
    """The measurement with what the lacking rows could make of it.

    rows: of the system and of the baseline. ends: the same measurements with these rows answered
    one way, and the other.
    """
    if not isinstance(measured, Estimate) or not sum(rows):
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
