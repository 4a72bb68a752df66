"""An audit's answers paired with an earlier audit's: flips, and what they did to each group."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from audits.catalog import find
from audits.clusters import cluster_codes
from audits.columns import Kind
from audits.comparing import transitions as states
from audits.comparing.answers import Unpaired, keep_answers, read_answers
from audits.comparing.paired import Change, change_of, change_of_gap
from audits.comparing.transitions import Transitions, transitions
from audits.counts import Tally, count_cells
from audits.dataset import Categories, Role
from audits.errors import AuditError, NotApplicable
from audits.groups import Division, divide, everyone
from audits.intervals import limits
from audits.measurement import Group, group_to_json
from audits.models import Regressor
from audits.plan import Plan
from audits.probe import Asks, Subject
from audits.shares import Mask, Stated, method_of, share_of
from audits.significance import holm

Json = dict[str, Any]
# No column can have the name: it is not text in a plan.
STATE = "\0state"
# Crossings that rules name are compared as well, up to so many groups in all.
MOST_GROUPS = 120


def reads_answers(plan: Plan) -> bool:
    """Whether a probe of the plan reads the answer to every row."""
    reading = (Asks.PREDICTION, Asks.SCORE, Asks.EITHER)
    return any(find(step.probe).asks in reading for step in plan.steps if step.reason is None)


def keep_and_pair(
    subject: Subject, plan: Plan, *, before: Path | None, keep: Path | None
) -> Json | None:
    """Keep this audit's answers in `keep`, and pair them with those kept in `before`.

    Call it where `reads_answers`: then the model was asked already. Returns
    `{"unpaired": reason}` where rows cannot be paired, and None where there is nothing to pair
    with. Nothing here can break the audit.
    """
    try:
        now = _answers(subject)
        if keep is not None:
            keep_answers(now, keep, dataset=plan.dataset_sha256)
        if before is None:
            return None
        earlier = read_answers(before, dataset=plan.dataset_sha256, rows=len(now))
        return pair(subject, now, earlier, plan)
    except (Unpaired, AuditError) as found:
        reason = str(found)
    except (ArithmeticError, LookupError, OSError, RuntimeError, TypeError, ValueError) as error:
        reason = f"the comparison broke: {type(error).__name__}: {error}"
    return None if before is None else {"unpaired": reason.rstrip(".")}


def pair(subject: Subject, now: Categories, before: Categories, plan: Plan) -> Json:
    """Flips and paired differences of everyone, each protected group and the rules' crossings."""
    labels = _labels(subject)
    favourable = _class(lambda: subject.favourable)
    positive = _class(lambda: subject.positive)
    found = transitions(before, now, labels, favourable=favourable, positive=positive)
    columns = subject.protected
    cells = count_cells(
        subject.data,
        {**{column.name: column.categories for column in columns}, STATE: found.column},
        clusters=cluster_codes(subject.data),
    )
    total = everyone(cells, (STATE,))
    groups = [_Part((), (), total[1:])]
    for division in _compared(divide(columns, cells, []), plan):
        tally = division.tally(cells, (STATE,))
        reference = division.reference
        groups += [
            _Part(group, reference, tally[at, 1:]) for at, group in enumerate(division.groups)
        ]
    stated = Stated(plan.settings.confidence, plan.settings.smallest_group)
    return {
        "rows": int(total.rows[1:].sum()),
        "without_answer": int(total.rows[0]),
        "favourable": favourable,
        "positive": positive,
        "confidence": stated.confidence,
        "flips": [_flips(part, found, stated, favourable is not None) for part in groups],
        **_differences(groups, found, stated, favourable, positive, labels is not None),
    }


@dataclass(frozen=True, eq=False)
class _Part:
    """A group, whom it is compared with, and its rows by state."""

    group: Group
    reference: Group | None
    tally: Tally


def _answers(subject: Subject) -> Categories:
    recorded = subject.data.one(Role.PREDICTION)
    if recorded is None and isinstance(subject.model, Regressor):
        raise Unpaired("answers that are numbers are not paired")
    if recorded is not None and recorded.kind is not Kind.CATEGORY:
        raise Unpaired(f"answers that are {recorded.kind}s are not paired")
    return subject.predictions


def _labels(subject: Subject) -> Categories | None:
    column = subject.data.one(Role.LABEL)
    return None if column is None or column.kind is not Kind.CATEGORY else column.categories


def _class(named: Callable[[], str]) -> str | None:
    try:
        return named()
    except NotApplicable:
        return None


def _compared(divisions: Sequence[Division], plan: Plan) -> Iterator[Division]:
    rules = () if plan.policy is None else plan.policy.rules
    asked = {
        frozenset(rule.attribute) for rule in rules if isinstance(rule.attribute, list | tuple)
    }
    room = MOST_GROUPS
    for division in divisions:
        if len(division.attributes) > 1 and frozenset(division.attributes) not in asked:
            continue
        if len(division.groups) <= room:
            room -= len(division.groups)
            yield division


def _flips(part: _Part, found: Transitions, stated: Stated, has_favourable: bool) -> Json:
    flipped, anything = found.having(states.FLIPPED), np.ones(len(found.states), dtype=bool)
    entry: Json = {"group": group_to_json(part.group), "n": int(part.tally.rows.sum())}
    entry["flipped"] = int(part.tally.rows[flipped].sum())
    if has_favourable:
        given_then, given_now = found.having(states.GIVEN_THEN), found.having(states.GIVEN_NOW)
        entry["to_unfavourable"] = int(part.tally.rows[given_then & ~given_now].sum())
        entry["to_favourable"] = int(part.tally.rows[given_now & ~given_then].sum())
    share = share_of(part.tally, flipped, anything)
    if not share.possible:
        return {**entry, "undetermined": "no row has an answer in both audits"}
    method = method_of(share, "wilson", "linearised")
    drawn = limits(method, share.evidence, stated.confidence)
    number = {"value": share.value, "interval": [drawn.lower, drawn.upper]}
    lacking = share.lacking(stated.smallest_group)
    if lacking is not None:
        return {**entry, "undetermined": lacking, "raw": number}
    return {**entry, **number, "method": method}


def _metrics(
    found: Transitions, favourable: str | None, positive: str | None, labelled: bool
) -> Iterator[tuple[str, Mask, Mask, Mask]]:
    """(metric, rows that counted before, that count now, rows it is about)."""
    anything = np.ones(len(found.states), dtype=bool)
    if favourable is not None:
        given = found.having(states.GIVEN_THEN), found.having(states.GIVEN_NOW)
        yield "selection_rate", *given, anything
    if not labelled:
        return
    negative, wanted = found.having(states.NEGATIVE), found.having(states.POSITIVE)
    right = found.having(states.RIGHT_THEN), found.having(states.RIGHT_NOW)
    yield "accuracy", *right, negative | wanted
    if positive is not None:
        answered = found.having(states.POSITIVE_THEN), found.having(states.POSITIVE_NOW)
        yield "true_positive_rate", *answered, wanted
        yield "false_positive_rate", *answered, negative


def _differences(
    groups: Sequence[_Part],
    found: Transitions,
    stated: Stated,
    favourable: str | None,
    positive: str | None,
    labelled: bool,
) -> Mapping[str, list[Json]]:
    differences: list[Json] = []
    gaps: list[Json] = []
    for metric, before, now, trial in _metrics(found, favourable, positive, labelled):
        changes = {
            part.group: change
            for part in groups
            if (change := change_of(part.tally, before, now, trial, confidence=stated.confidence,
                                    smallest_group=stated.smallest_group)) is not None
        }  # fmt: skip
        tested = [at for at, change in changes.items() if at and change.lacking is None]
        adjusted = dict(zip(tested, holm([changes[at].p_value for at in tested]), strict=True))
        for part in groups:
            if (change := changes.get(part.group)) is None:
                continue
            p_value = adjusted.get(part.group, change.p_value)
            differences.append(_difference(metric, part.group, change, p_value, stated))
            against = changes.get(part.reference) if part.reference else None
            if against is not None and part.group != part.reference and _is_known(part.group):
                assert part.reference is not None
                gaps.append(_gap(metric, part.group, part.reference, change, against))
    return {"differences": differences, "gaps": gaps}


def _difference(metric: str, group: Group, change: Change, adjusted: float, stated: Stated) -> Json:
    entry: Json = {
        "metric": metric,
        "group": group_to_json(group),
        "before": change.before,
        "now": change.now,
        "sample_size": change.rows,
        "gained": change.gained,
        "lost": change.lost,
    }
    number = {"value": change.difference, "interval": list(change.limits)}
    if change.lacking is not None:
        return {**entry, "undetermined": change.lacking, "raw": number}
    return {
        **entry,
        **number,
        "method": change.method,
        "p_value": change.p_value,
        "adjusted_p_value": adjusted,
        "is_change": adjusted <= 1 - stated.confidence,
    }


def _gap(metric: str, group: Group, reference: Group, own: Change, other: Change) -> Json:
    lower, upper = change_of_gap(own, other)
    entry: Json = {
        "metric": metric,
        "group": group_to_json(group),
        "reference": group_to_json(reference),
        "before": own.before - other.before,
        "now": own.now - other.now,
        "sample_size": [own.rows, other.rows],
    }
    number = {
        "value": own.difference - other.difference,
        "interval": [max(-2.0, lower), min(2.0, upper)],
    }
    lacking = own.lacking or (other.lacking and f"the reference has {other.lacking}")
    if lacking:
        return {**entry, "undetermined": lacking, "raw": number}
    return {**entry, **number, "method": "mover of paired differences"}


def _is_known(group: Group) -> bool:
    return all(value is not None for _, value in group)
