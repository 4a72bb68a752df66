"""Rows on which a system gave no answer, or has no score: told, counted and never a claim's ground.

A model that fails on hard items and says nothing there looks better for it. What answers that are
right or wrong could make of a difference is bounded: all of the one system right and all of the
other wrong, and turned round. Scores without limits are not, and then no rule passes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from audits.claims.scores import Scores
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

    for system, data_set in results.silent:
        where = "" if data_set is None else f" on {data_set}"
        yield f"{system} has no answer or score in any row{where}, and nothing is concluded of it"


def absent_units(
    results: Results, system: str, baseline: str, data_set: str | None
) -> tuple[int, int]:
    """How many units of the baseline have no value of the system, and the other way round."""
    own, other = (_keys(results, name, data_set) for name in (system, baseline))
    return len(other - own), len(own - other)


def told_of_absent(system: str, baseline: str, absent: tuple[int, int]) -> Iterator[str]:
    """A sentence on units that have a value of one of the two alone."""
    for name, other, rows in ((system, baseline, absent[0]), (baseline, system, absent[1])):
        if rows:
            yield (
                f"{counted(rows, 'unit', 'units')} with a value of {other} "
                f"{'has' if rows == 1 else 'have'} none of {name}, and no pair counts them"
            )


def completed(results: Results, system: str, baseline: str, right: float) -> Results:
    """The two systems alone, each with a row of every unit that the other has.

    right: 1 or 0, what the baseline's absent rows are; the system's are the reverse.
    """
    reported = {}
    for (name, data_set), of_name in results.reported.items():
        if name not in (system, baseline):
            continue
        other = baseline if name == system else system
        absent = sorted(_keys(results, other, data_set) - _keys(results, name, data_set))
        if absent and isinstance(of_name, Scores) and of_name.keys is not None:
            fill = right if name == baseline else 1.0 - right
            values = np.concatenate([of_name.values, np.full(len(absent), fill)])
            of_name = Scores(values, (*of_name.keys, *absent))
        reported[name, data_set] = of_name
    return replace(results, reported=reported, systems=(system, baseline))


def _keys(results: Results, name: str, data_set: str | None) -> frozenset[str]:
    reported = results.reported.get((name, data_set))
    return frozenset((reported.keys if isinstance(reported, Scores) else None) or ())


def lacking_rows(
    results: Results, system: str, baseline: str, sets: Sequence[str | None]
) -> tuple[int, int]:
    """How many rows the system and the baseline lack on these data sets."""
    own, other = (
        sum(results.unanswered.get((name, data_set), 0) for data_set in sets)
        for name in (system, baseline)
    )
    return own, other
