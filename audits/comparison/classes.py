"""Classes then and now: flips, and what they did to each group's rates."""

from collections.abc import Callable, Iterator, Mapping

import numpy as np

from audits.comparison import Unpaired
from audits.comparison import transitions as states
from audits.comparison.differences import differences_and_gaps
from audits.comparison.group_changes import compared_groups, flips
from audits.comparison.pair_weights import pair_kinds
from audits.comparison.transitions import Transitions, transitions
from audits.data.dataset import Categories, Role
from audits.errors import NotApplicable
from audits.json_types import JsonObject
from audits.measurement import Group
from audits.planning.plan import Plan
from audits.probing.subject import Subject
from audits.specification.roles import Kind
from audits.specification.suggestions import listed
from audits.statistics.paired_shares import Change, change_of
from audits.statistics.shares import Mask, Stated

# A share of answers: of a class that one model alone gives now and then, less.
_STRANGE = 0.1


def pair(subject: Subject, now: Categories, before: Categories, plan: Plan) -> JsonObject:
    """Flips and paired differences of everyone, each protected group and the rules' crossings."""
    labels = _labels(subject)
    _check_words(now, before, labels)
    favourable = _class(lambda: subject.favourable)
    positive = _class(lambda: subject.positive)
    crossing = transitions(before, now, labels, favourable=favourable, positive=positive)
    whole, kinds = compared_groups(subject, plan, crossing), pair_kinds(crossing)
    stated = Stated(plan.settings.confidence, plan.settings.smallest_group)

    def changes() -> Iterator[tuple[str, Mapping[Group, Change]]]:
        for metric, then, today, trial in _metrics(
            crossing, favourable, positive, labels is not None
        ):
            yield metric, {
                division.group: change
                for division in whole.groups
                if (change := change_of(
                    division.tally, then, today, trial, confidence=stated.confidence,
                    smallest_group=stated.smallest_group,
                    typical=None if division.typical is None
                    else kinds.changed(division.typical, metric))) is not None
            }  # fmt: skip

    return {
        "answers": "classes",
        "rows": whole.rows,
        "without_answer": whole.without_answer,
        "favourable": favourable,
        "positive": positive,
        "confidence": stated.confidence,
        "flips": [
            flips(division, crossing, stated, has_favourable=favourable is not None)
            for division in whole.groups
        ],
        **differences_and_gaps(whole.groups, changes(), stated),
    }


def _check_words(now: Categories, before: Categories, labels: Categories | None) -> None:
    """`Unpaired` where many answers of either side are a class that the other does not know.

    The same answers in other words (2 and 1, 1 and 0) would be flips of every row.
    """
    of_now = {*now.levels, *(labels.levels if labels else ())}
    then, today = _strange(before, of_now), _strange(now, set(before.levels))
    if not (then and today):
        return
    raise Unpaired(
        f"the answers were {listed(map(repr, before.levels), 4)} then and are "
        f"{listed(map(repr, now.levels), 4)} now; where they mean the same say so with `map`, and "
        "audit the earlier answers again"
    )


def _strange(answers: Categories, known: set[str]) -> bool:
    counts = np.bincount(answers.codes[answers.codes >= 0], minlength=len(answers.levels))
    strange = sum(
        int(n) for name, n in zip(answers.levels, counts, strict=True) if name not in known
    )
    return strange > _STRANGE * int(counts.sum())


def _labels(subject: Subject) -> Categories | None:
    column = subject.data.one(Role.LABEL)
    return None if column is None or column.kind is not Kind.CATEGORY else column.categories


def _class(named: Callable[[], str]) -> str | None:
    try:
        return named()
    except NotApplicable:
        return None


def _metrics(
    crossing: Transitions, favourable: str | None, positive: str | None, labelled: bool
) -> Iterator[tuple[str, Mask, Mask, Mask]]:
    """(metric, rows that counted before, that count now, rows it is about)."""
    anything = np.ones(len(crossing.states), dtype=bool)
    if favourable is not None:
        given = crossing.having(states.GIVEN_THEN), crossing.having(states.GIVEN_NOW)
        yield "selection_rate", *given, anything
    if not labelled:
        return
    negative, positives = crossing.having(states.NEGATIVE), crossing.having(states.POSITIVE)
    right = crossing.having(states.RIGHT_THEN), crossing.having(states.RIGHT_NOW)
    yield "accuracy", *right, negative | positives
    if positive is not None:
        answered = crossing.having(states.POSITIVE_THEN), crossing.having(states.POSITIVE_NOW)
        yield "true_positive_rate", *answered, positives
        yield "false_positive_rate", *answered, negative
