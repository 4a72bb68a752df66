"""Everyone, each protected group and the rules' crossings, and how many answers changed in each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from audits.comparison.pair_weights import pair_kinds
from audits.comparison.transitions import FLIPPED, GIVEN_NOW, GIVEN_THEN, Transitions
from audits.data.arrays import Floats
from audits.data.clusters import cluster_codes
from audits.data.dataset import Categories
from audits.data.groups import Division, divide, everyone
from audits.data.tallies import Cells, Tally, count_cells
from audits.json_types import JsonObject
from audits.measurement import Group, group_to_json
from audits.planning.plan import Plan
from audits.probing.subject import Subject
from audits.statistics.intervals import limits
from audits.statistics.one_unseen_change import NOBODY_CHANGED
from audits.statistics.shares import Stated, method_of, share_of

# No column can have the name: it is not text in a plan.
STATE = "\0state"
# Crossings that rules name are compared as well, up to so many groups in all.
MOST_GROUPS = 120


@dataclass(frozen=True, eq=False)
class ComparedGroup:
    """A group, whom it is compared with, and its rows by state.

    typical: what a row of each of its pair kinds weighs, shape (labels, pairs); None without
    weights. any_flipped: whether an answer of anyone in the table changed.
    """

    group: Group
    reference: Group | None
    tally: Tally
    typical: Floats | None = None
    any_flipped: bool = True


@dataclass(frozen=True, eq=False)
class ComparedGroups:
    """All that are compared, everyone first.

    rows: how many have an answer in both audits. without_answer: how many have not.
    """

    groups: tuple[ComparedGroup, ...]
    divisions: tuple[Division, ...]
    rows: int
    without_answer: int


def compared_groups(subject: Subject, plan: Plan, crossing: Transitions) -> ComparedGroups:
    """Every group with the tally of what became of its rows."""
    columns = subject.protected
    cells: Cells = count_cells(
        subject.data,
        {**{column.name: column.categories for column in columns}, STATE: crossing.column},
        clusters=cluster_codes(subject.data),
    )
    kinds = pair_kinds(crossing)
    total = everyone(cells, (STATE,))
    of_all = kinds.weights(total[None, 1:])
    any_flipped = bool(total.rows[1:][crossing.having(FLIPPED)].any())

    def compared(
        group: Group, reference: Group | None, tally: Tally, typical: Floats | None
    ) -> ComparedGroup:
        if typical is not None:
            tally = replace(tally, typical=typical.reshape(-1)[kinds.of_state])
        return ComparedGroup(group, reference, tally, typical, any_flipped)

    groups = [compared((), (), total[1:], None if of_all is None else of_all[0])]
    divisions = tuple(_compared(divide(columns, cells, lambda left_out: None), plan))
    for division in divisions:
        tally = division.tally(cells, (STATE,))
        typical = kinds.weights(tally[:, 1:])
        groups += [
            compared(
                group,
                division.reference,
                tally[index, 1:],
                None if typical is None else typical[index],
            )
            for index, group in enumerate(division.groups)
        ]
    return ComparedGroups(tuple(groups), divisions, int(total.rows[1:].sum()), int(total.rows[0]))


def changed_or_not(changed: NDArray[np.bool_], unanswered: NDArray[np.bool_]) -> Transitions:
    """Of answers of which only that can be said; both shapes are (rows,)."""
    codes = np.where(unanswered, -1, changed).astype(np.int8)
    return Transitions(Categories(codes, ("0", "1")), np.array([0, FLIPPED], dtype=np.intp))


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


def flips(
    group: ComparedGroup, crossing: Transitions, stated: Stated, *, has_favourable: bool = False
) -> JsonObject:
    """How many of the group's answers changed, and to which side."""
    flipped, anything = crossing.having(FLIPPED), np.ones(len(crossing.states), dtype=bool)
    entry: JsonObject = {"group": group_to_json(group.group), "n": int(group.tally.rows.sum())}
    entry["flipped"] = int(group.tally.rows[flipped].sum())
    if has_favourable:
        given_then, given_now = crossing.having(GIVEN_THEN), crossing.having(GIVEN_NOW)
        entry["to_unfavourable"] = int(group.tally.rows[given_then & ~given_now].sum())
        entry["to_favourable"] = int(group.tally.rows[given_now & ~given_then].sum())
    share = share_of(group.tally, flipped, anything)
    if not share.possible:
        return {**entry, "undetermined": "no row has an answer in both audits"}
    method = method_of(share, "wilson", "linearised")
    drawn = limits(method, share.evidence, stated.confidence)
    number = {"value": share.value, "interval": [drawn.lower, drawn.upper]}
    undetermined_reason = share.undetermined_reason(stated.smallest_group)
    if undetermined_reason is None and group.typical is not None and not group.any_flipped:
        undetermined_reason = NOBODY_CHANGED
    if undetermined_reason is not None:
        return {**entry, "undetermined": undetermined_reason, "raw": number}
    return {**entry, **number, "method": method}
