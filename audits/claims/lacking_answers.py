"""Rows on which a system gave no answer, or has no score: told, counted and never a claim's ground.

A model that fails on hard items and says nothing there looks better for it. What answers that are
right or wrong could make of a difference is bounded: all of the one system right and all of the
other wrong, and turned round. Scores without limits are not, and then no rule passes.
"""

from collections.abc import Iterator, Sequence

from audits.claims.tables import Results
from audits.specification.counts import counted


def told_of_lacking(results: Results) -> Iterator[str]:
    """A sentence for each system and data set with such rows."""
    for (system, data_set), rows in results.unanswered.items():
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
        sum(results.unanswered.get((name, data_set), 0) for data_set in sets)
        for name in (system, baseline)
    )
    return own, other
