"""What a reader of a correspondence study must know first, in sentences."""

from collections.abc import Callable, Mapping, Sequence
from math import comb, prod

import numpy as np

from audits.language.compared_groups import Compared
from audits.language.decision_reading import Outcome
from audits.language.decision_study import Study, unlike_cases
from audits.language.paired_decisions import FEWEST_NAMES
from audits.language.prompts import texts_of
from audits.specification.roles import Role

Warn = Callable[[str], None]
# Of so many some parting is rare enough for every level that is asked for.
MANY_NAMES = 100


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


def warn_of_few_names(
    warn: Warn, study: Study, pairs: Sequence[Compared], confidence: float
) -> None:
    """Groups of which no parting of the names is rare enough to tell a difference by.

    pairs: of the study. confidence: at which differences are told.
    """
    level = (1 - confidence) / 2
    undecided = [pair for pair in pairs if len(pair.rows) and _rarest(study, pair) > level]
    if undecided:
        groups = "; ".join(
            ", ".join(value or "unknown" for _, value in pair.group) for pair in undecided
        )
        warn(
            f"so few names of {groups} stand beside those of the reference that any exchange of "
            f"them is too likely for a difference to be told at {100 * confidence:g} %: give more "
            "names of each, at least four"
        )


def _rarest(study: Study, pair: Compared) -> float:
    """How often chance alone gives the rarest of all partings of these names."""
    rows = np.stack([pair.others, pair.sides > 0, study.units.names[pair.rows]]).astype(np.int64)
    others, is_own, _ = np.unique(rows, axis=1)
    if len(others) > MANY_NAMES:
        return 0.0
    return 1 / prod(
        comb(int((others == one).sum()), int(is_own[others == one].sum()))
        for one in np.unique(others)
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
