"""What somebody refused would have to change, and whether that is the same for every group."""

from collections.abc import Iterator, Sequence
from typing import Annotated

import numpy as np

from audits.data.arrays import Flags
from audits.data.content_order import evenly
from audits.errors import NotApplicable
from audits.measurement import Exhibit, Group, Measurement, Undetermined, undetermined
from audits.models import Classifier
from audits.planning import forward_passes
from audits.probing.probe import Metric, Scale, Subject, probe
from audits.robustness import exhibits
from audits.robustness.attacked_rows import Attacked
from audits.robustness.measuring import divided, gaps, share
from audits.robustness.query_budget import rows_paid_for
from audits.robustness.row_changes import Change, Goal, Searcher, one_of, toward
from audits.robustness.row_domains import UNIT, Feasible, domains_of
from audits.robustness.row_measuring import (
    cost_points,
    cost_quantile,
    may_change,
    often_changed,
    rows_of,
    shown_changes,
    told_of,
    within,
)
from audits.robustness.separation import more_often_above
from audits.specification.parameter_bounds import (
    Between,
    ColumnNames,
    Confidence,
    MostQueries,
    Rows,
    SmallestGroup,
)
from audits.statistics.shares import Stated

SHARE, GAP, COST, DEARER = (
    "recourse_share", "recourse_share_difference", "recourse_cost", "recourse_dearer",
)  # fmt: skip
FIELD = "probes.explanations.recourse"
# So many searches may end at their budget before what they did not find is no longer told.
MOST_CUT = 0.05


@probe(
    metrics=(
        Metric(
            SHARE,
            "Of those refused, the share for whom some change of what they can change would have "
            "turned the answer; the others can do nothing.",
            Scale.SHARE,
            title="share of those refused who could change the answer",
        ),
        Metric(
            GAP,
            "Share of those refused who could change the answer, group minus reference group; 0 is "
            "equality.",
            Scale.SHARE_DIFFERENCE,
            overall=False,
            two_sided=True,
            null=0.0,
            title="gap in who could change the answer",
            compares=(SHARE,),
        ),
        Metric(
            COST,
            "The cost at which half of those refused would have been answered otherwise, in "
            "percentile shifts; those who can do nothing are beyond every cost.",
            Scale.NUMBER,
            title="cost of changing the answer",
        ),
        Metric(
            DEARER,
            "Chance that somebody refused in the group has to change more than somebody refused in "
            "the reference group, ties as a half; 0.5 is equality.",
            Scale.UNIT,
            overall=False,
            two_sided=True,
            null=0.5,
            title="chance of having to change more",
        ),
    ),
    model=Classifier,
    passes=forward_passes.row_changes,
    sampled=({"refused_rows": 100}, {"refused_rows": 60}),
    by_default=False,
)
def recourse(
    subject: Subject,
    *,
    immutable: ColumnNames = (),
    only_up: ColumnNames = (),
    only_down: ColumnNames = (),
    most_columns: Annotated[int, Between(1, 4)] = 2,
    values: Annotated[int, Between(2, 1000)] = 20,
    category_cost: Annotated[float, Between(0.001, 1000)] = 1.0,
    queries: Annotated[int, Between(10, 10**6)] = 5000,
    refused_rows: Rows = 200,
    most_queries: MostQueries | None = None,
    smallest_group: SmallestGroup = 30,
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """The least that those who were refused would have to change to be answered favourably.

    Ustun, Spangher & Liu 2019 (FAT*). A cell is only given a value that another row has in that
    column; protected columns, missing cells and texts stay as they are. Say what else nobody can
    change (`immutable`) or only in one direction: without that, the answer is too hopeful. All
    changes of so many columns are asked, the cheapest first; where more than one search in twenty
    ends at its budget, the numbers are undetermined. Whether a change would be possible for this
    person, or changes what the model stands for, is not known here.

    immutable: columns that nobody can change, beside protected ones.
    only_up: columns of numbers that may only rise (years of education).
    only_down: columns of numbers that may only fall.
    most_columns: changed at once.
    values: of a column, at most so many are tried, spread evenly over its values; the cell that
        turned the answer is then moved back over all values as far as the answer stays turned.
    category_cost: of another category, in percentile shifts; 1 is a number's whole range.
    queries: rows asked for one row at most.
    refused_rows: at most so many of those refused, spread evenly.
    most_queries: questions in all; fewer rows where they do not reach.
    smallest_group: numbers of fewer rows are undetermined, with their raw value.
    confidence: of every interval.
    """
    stated = Stated(confidence, smallest_group)
    model = subject.model
    assert isinstance(model, Classifier)
    favoured = np.array(
        [code for code, name in enumerate(model.classes) if name in subject.favoured], dtype=np.intp
    )
    if not len(favoured):
        raise NotApplicable(
            "none of the model's classes is the favourable answer",
            "name the `favourable` answer as the model spells it",
        )
    codes, order = subject.answered_codes, subject.content_order
    refused = order[(codes[order] >= 0) & ~np.isin(codes[order], favoured)]
    if not len(refused):
        raise NotApplicable(
            "nobody was refused", "check which answer is favourable, or give rows that were refused"
        )
    paid = rows_paid_for(subject, refused_rows, queries + most_columns, most_queries)
    searched_rows = evenly(refused, paid)
    feasible = Feasible(immutable, only_up, only_down, values, category_cost)
    domains = domains_of(subject.data, model.reads, order, feasible, FIELD)
    searcher = Searcher(model, domains, most_columns, queries)
    favourable = Goal(one_of(favoured), toward(favoured))
    searches = [(row, favourable) for row in searched_rows.tolist()]
    changes = searcher.search_each(subject.data, searches, subject.on_progress)
    method = told_of(changes, most_columns)
    people = rows_of(
        subject.data,
        searched_rows,
        np.full(len(searched_rows), -1),
        codes[searched_rows].astype(np.intp),
    )
    is_turned = np.array([change.is_turned for change in changes])
    reason = _cut_short(changes)
    for measured in (
        *_of_group((), changes, stated, method),
        *_by_group(subject, people, changes, is_turned, stated, method),
    ):
        yield _unless(measured, reason)
    yield from _pictures(subject, people, changes, is_turned, stated)
    table = shown_changes(
        "What some of those refused would have to change", changes, model.classes,
        people.codes.tolist(),
    )  # fmt: skip
    if table is not None:
        yield table
    searched = reason or f"every change of up to {most_columns} columns to the values listed"
    asked = sum(change.queries for change in changes)
    yield exhibits.budget(
        "What could be changed",
        [*may_change(domains), ("Search", f"{asked:,} changed rows asked: {searched}")],
    )


def _cut_short(changes: Sequence[Change]) -> str | None:
    incomplete = sum(not change.complete for change in changes)
    if incomplete <= MOST_CUT * len(changes):
        return None
    return (
        f"{incomplete:,} of {len(changes):,} searches ended at their budget, so that a smaller "
        "change may exist; raise `queries`, or try fewer `values`"
    )


def _unless(measured: Measurement, reason: str | None) -> Measurement:
    if reason is None or isinstance(measured, Undetermined):
        return measured
    return undetermined(measured, reason)


def _of_group(
    group: Group, changes: Sequence[Change], stated: Stated, method: str
) -> Iterator[Measurement]:
    hits = sum(change.is_turned for change in changes)
    yield share(SHARE, group, hits, len(changes), stated, method)
    yield cost_quantile(COST, group, 0.5, changes, stated, method)


def _by_group(
    subject: Subject,
    people: Attacked,
    changes: Sequence[Change],
    is_turned: Flags,
    stated: Stated,
    method: str,
) -> Iterator[Measurement]:
    costs = np.array([change.cost for change in changes])
    for division, codes in divided(subject, people.data):
        for code_of_group, group in enumerate(division.groups):
            own = [
                change for change, code in zip(changes, codes, strict=True) if code == code_of_group
            ]
            yield from _of_group(group, own, stated, method)
        yield from gaps(GAP, division, codes, is_turned, stated, method)
        reference = division.reference
        if reference is None or reference not in division.groups:
            continue
        base = costs[codes == division.groups.index(reference)]
        for code_of_group, group in enumerate(division.groups):
            if division.known[code_of_group] and group != reference:
                yield more_often_above(
                    DEARER, group, costs[codes == code_of_group], base, stated, reference=reference
                )


def _pictures(
    subject: Subject, people: Attacked, changes: Sequence[Change], is_turned: Flags, stated: Stated
) -> Iterator[Exhibit]:
    """The curve of everybody and, for each protected attribute, those of its groups."""
    points = cost_points(changes)
    none = int((~is_turned).sum())
    note = f"Of {len(changes):,} refused, nothing would have turned the answer for {none:,}"
    note += f"; the others most often by {often_changed(changes)}." if is_turned.any() else "."
    curves = [("everybody refused", {"everybody refused": _line(changes, points, stated)})]
    for division, codes in divided(subject, people.data):
        if len(division.attributes) == 1:
            lines = {}
            for code_of_group, group in enumerate(division.groups):
                own = [
                    change
                    for change, code in zip(changes, codes, strict=True)
                    if code == code_of_group
                ]
                lines[str(group[0][1] or "unknown")] = _line(own, points, stated)
            curves.append((division.attributes[0], lines))
    for name, lines in curves[1:] or curves:
        yield exhibits.curve_of(
            f"Those refused who could have turned the answer, by {name}", lines,
            f"cost at most, in {UNIT}", "answered favourably then", note=note,
        )  # fmt: skip


def _line(
    changes: Sequence[Change], points: Sequence[float], stated: Stated
) -> list[tuple[float, Measurement]]:
    return [
        (cost, share(SHARE, (), within(changes, cost), len(changes), stated)) for cost in points
    ]
