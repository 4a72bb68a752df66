"""What a reader of a correspondence study must know first, in sentences."""

from collections.abc import Callable, Mapping

import numpy as np

from audits.language.decision_reading import Outcome
from audits.language.decision_study import Study, unlike_cases
from audits.language.paired_decisions import FEWEST_NAMES
from audits.language.prompts import texts_of
from audits.specification.roles import Role

Warn = Callable[[str], None]


def warn_of_study(warn: Warn, study: Study, alone: Mapping[str, int]) -> None:
    """Rows that are in no difference, groups without another, answers without a decision.

    alone: of each compared group, the rows of it or its reference in cases without the other.
    """
    counts = "; ".join(f"{group}: {count:,}" for group, count in alone.items() if count)
    if counts:
        warn(
            f"rows in a case that was not asked about both a group and its reference are left out "
            f"of its differences ({counts})"
        )
    _warn_of_single_groups(warn, study)
    _warn_of_answers(warn, study)
    unlike = unlike_cases(study)
    if unlike:
        warn(
            f"the prompts of {unlike:,} cases differ in more than the name: a difference there is "
            "not the name's alone"
        )


def _warn_of_single_groups(warn: Warn, study: Study) -> None:
    for column in study.data.having(Role.PROTECTED):
        groups = {value for value in texts_of(column) if value}
        if len(groups) == 1:
            warn(
                f"every known {column.name} is {min(groups)!r}, so that there is nothing to "
                f"compare: give names of two groups, at least {FEWEST_NAMES} of each"
            )


def _warn_of_answers(warn: Warn, study: Study) -> None:
    """Answers that decide nothing, by why; the report shows them."""
    foreign = np.array(study.foreign, dtype=bool)
    why = {
        "refuse or apologise": study.having(Outcome.REFUSED),
        "are in another language than their prompts, and no decision is read in them": foreign,
        "hold no decision that the rule reads": study.having(Outcome.UNREAD) & ~foreign,
    }
    for words, rows in why.items():
        if rows.any():
            warn(f"{int(rows.sum()):,} of {len(study):,} answers {words}")
