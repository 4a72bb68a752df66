"""Whose items a ranking shows first, and for whom it ranks well."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags, Floats
from audits.data.groups import Division, compared, divisions_of, row_groups
from audits.fairness.exposure_ratios import Sides, exposure_ratio
from audits.fairness.ranked_lists import RankedLists
from audits.fairness.ranked_lists import ranked_lists as lists_of
from audits.fairness.unjudged_items import NdcgEnds, ndcg_ends
from audits.measurement import Group, Interval, Measurement, Unanswered, Undetermined
from audits.probing.probe import Asks, Metric, Scale, Subject, probe
from audits.specification.counts import counted
from audits.specification.parameter_bounds import Between, Confidence, SmallestGroup
from audits.specification.roles import Role
from audits.statistics.bounded_means import bounded
from audits.statistics.shares import Stated
from audits.statistics.with_interval import stated_value

NDCG, GAP = "ndcg", "ndcg_difference"
EXPOSURE, FOR_MERIT = "exposure_ratio", "exposure_to_relevance_ratio"
OF_ITEMS = "a list holds several of these groups, so it is no group's own: see `exposure_ratio`"
OF_LISTS = "no list holds two of these groups"
PLACE = "place in a list"
NO_MERIT = "no label says how relevant anything is"
METHOD = "gaffke (over lists)"


@probe(
    metrics=(
        Metric(
            NDCG,
            "How near a ranking is to the best one, the first positions counting most: mean over "
            "lists of the normalised discounted cumulative gain.",
            Scale.UNIT,
            title="NDCG",
            column=76,
        ),
        Metric(
            GAP,
            "NDCG of the group's lists minus that of the reference's.",
            Scale.DIFFERENCE,
            overall=False,
            two_sided=True,
            null=0.0,
            title="NDCG difference",
        ),
        Metric(
            EXPOSURE,
            "Exposure of an item of the group over that of an item of the reference, in lists that "
            "hold both.",
            Scale.RATIO,
            overall=False,
            two_sided=True,
            null=1.0,
            title="exposure ratio",
        ),
        Metric(
            FOR_MERIT,
            "The same for a unit of relevance.",
            Scale.RATIO,
            overall=False,
            two_sided=True,
            null=1.0,
            title="ratio of exposure to relevance",
        ),
    ),
    needs=(Role.QUERY,),
    asks=Asks.EITHER,
    honours=(Role.QUERY,),
    version=3,
)
def ranked_lists(
    subject: Subject, *, depth: Annotated[int, Between(1, 10_000)] = 10,
    smallest_group: SmallestGroup = 30, confidence: Confidence = 0.95,
) -> Iterator[Measurement]:  # fmt: skip
    """NDCG of ranked lists, overall and by whose lists they are, and exposure by whose items.

    The role `query` names the list of each row; a score orders it from the largest on, or a numeric
    prediction, the rank, from 1 on. The label is the relevance: numbers of 0 or more, or the
    positive class; without one only exposure is told. A row without it keeps its place, counts as
    of no use, and may be worth anything up to the largest. Where every list is of one group (who
    asked), NDCG is told by group; where lists hold several (who is shown), exposure is. An item's
    exposure is 1 / log2(1 + position), beside the mean of its list. Lists in which nothing is
    relevant have no NDCG.

    depth: positions that NDCG looks at; exposure looks at all.
    smallest_group: fewer lists are undetermined.
    confidence: of every interval.
    """
    stated = Stated(confidence, smallest_group)
    ranked = lists_of(subject)
    values = None if ranked.merit is None else ranked.ndcg(depth)
    ends = ndcg_ends(ranked, depth) if ranked.unjudged.any() else None
    if values is not None and np.isnan(values).any():
        one, many = "list holds nothing relevant", "lists hold nothing relevant"
        subject.warn(f"{counted(int(np.isnan(values).sum()), one, many)}: no NDCG counts it")
    every_list = np.ones(ranked.lists, dtype=bool)
    ndcg = None if values is None else _Ndcg(values, ends, ranked, stated)
    yield _ndcg((), ndcg, every_list, int(ranked.placeless.sum()))
    merit = None if ranked.merit is None else ranked.relative(ranked.merit)
    divisions = divisions_of(subject.data, subject.protected, subject.warn)
    for division, codes in row_groups(subject.protected, divisions):
        of_rows = codes[ranked.rows].astype(np.intp)
        of_lists = _of_lists(ranked, of_rows)
        placeless = _by_code(codes[ranked.placeless], division)
        unjudged = _by_code(of_rows[ranked.unjudged], division)
        yield from _by_group(division, ndcg, of_lists, placeless)
        for sides, pair in _compared(division, of_rows):
            for metric, deserved in ((EXPOSURE, None), (FOR_MERIT, merit)):
                sizes = (int(sides.own.sum()), int(sides.base.sum()))
                if of_lists is not None or (metric == FOR_MERIT and merit is None):
                    why = NO_MERIT if of_lists is None else OF_LISTS
                    yield Undetermined(metric, sides.group, why, sizes, None, sides.reference)
                else:
                    measured = exposure_ratio(metric, sides, ranked, deserved, stated)
                    if deserved is not None:
                        measured = _unbounded(measured, unjudged[pair], "relevance")
                    yield _unbounded(measured, placeless[pair], PLACE)


def _of_lists(ranked: RankedLists, of_rows: NDArray[np.intp]) -> NDArray[np.intp] | None:
    """The group of each list, shape (lists,), where each is of one; else None."""
    of_lists = np.empty(ranked.lists, dtype=np.intp)
    of_lists[ranked.of_list] = of_rows
    return of_lists if np.array_equal(of_lists[ranked.of_list], of_rows) else None


def _by_code(codes: NDArray[np.signedinteger], division: Division) -> NDArray[np.intp]:
    """How many of these rows are of each group, shape (groups + 2,), of none and of the reference
    that no row has at the end."""
    known = codes[codes >= 0]
    return np.append(np.bincount(known, minlength=len(division.groups)), [0, 0])


def _compared(division: Division, of_rows: NDArray[np.intp]) -> Iterator[tuple[Sides, list[int]]]:
    """Each known group's rows beside those of the reference, and the codes of both."""
    for group, reference, (code, base) in compared(division):
        yield Sides(group, reference, of_rows == code, of_rows == base), [code, base]


def _unbounded(measured: Measurement, rows: NDArray[np.intp], what: str) -> Measurement:
    """That rows lack what it is made of, and nothing says what they would do; rows: (2,)."""
    if isinstance(measured, Undetermined) or not rows.any():
        return measured
    own, other = map(int, rows)
    return replace(measured, unanswered=Unanswered((own, other), what=what))


def _by_group(
    division: Division, ndcg: "_Ndcg | None", of_lists: NDArray[np.intp] | None,
    placeless: NDArray[np.intp],
) -> Iterator[Measurement]:  # fmt: skip
    """NDCG of each group's lists, and its differences; placeless: rows by the group's code."""
    for code, group in enumerate(division.groups):
        if of_lists is None:
            yield Undetermined(NDCG, group, OF_ITEMS, 0)
        else:
            yield _ndcg(group, ndcg, of_lists == code, int(placeless[code]))
    for group, reference, codes in compared(division):
        if ndcg is None or of_lists is None:
            why = OF_ITEMS if of_lists is None else NO_MERIT
            yield Undetermined(GAP, group, why, (0, 0), None, reference)
        else:
            own, base = (ndcg.side(of_lists == code) for code in codes)
            gap = ndcg.gap(group, reference, own, base)
            yield _unbounded(gap, placeless[list(codes)], PLACE)


def _ndcg(group: Group, ndcg: "_Ndcg | None", whose: Flags, placeless: int) -> Measurement:
    if ndcg is None:
        return Undetermined(NDCG, group, NO_MERIT, int(whose.sum()))
    measured = ndcg.mean(group, ndcg.side(whose))
    if placeless and not isinstance(measured, Undetermined):
        return replace(measured, unanswered=Unanswered(placeless, what=PLACE))
    return measured


@dataclass(frozen=True, eq=False)
class _Side:
    """NDCG of some lists, as they are and where unjudged items make it least and greatest.

    unjudged: these items.
    """

    values: Floats
    ends: tuple[Floats, Floats]
    unjudged: int


@dataclass(frozen=True, eq=False)
class _Ndcg:
    """NDCG of every list, shape (lists,); ends: None where every item is judged."""

    values: Floats
    ends: NdcgEnds | None
    ranked: RankedLists
    stated: Stated

    def side(self, whose: Flags) -> _Side:
        """whose: shape (lists,)."""
        values = self.values[whose]
        known = values[np.isfinite(values)]
        if self.ends is None:
            return _Side(known, (known, known), 0)
        unjudged = int((self.ranked.unjudged & whose[self.ranked.of_list]).sum())
        return _Side(known, self.ends.of(whose).among(values), unjudged)

    def mean(self, group: Group, own: _Side) -> Measurement:
        too_little = _lacking(own.values, self.stated)
        if len(own.values) < 2:
            return Undetermined(NDCG, group, too_little or NO_MERIT, len(own.values))
        unanswered = None
        if own.unjudged:
            low, high = own.ends
            unanswered = Unanswered(
                own.unjudged, (_evidence(low), _evidence(high)),
                Interval(float(low.mean()), float(high.mean())), "relevance",
            )  # fmt: skip
        return stated_value(
            NDCG, group, float(own.values.mean()), METHOD, _evidence(own.values), len(own.values),
            too_little, self.stated, unanswered=unanswered,
        )  # fmt: skip

    def gap(self, group: Group, reference: Group, own: _Side, base: _Side) -> Measurement:
        sizes, too_little = (len(own.values), len(base.values)), _lacking(own.values, self.stated)
        if too_little is None and (of_base := _lacking(base.values, self.stated)) is not None:
            too_little = f"the reference: {of_base}"
        if min(sizes) < 2:
            return Undetermined(GAP, group, too_little or NO_MERIT, sizes, None, reference)
        unanswered = None
        if own.unjudged or base.unjudged:
            low, high = (own.ends[0], base.ends[1]), (own.ends[1], base.ends[0])
            unanswered = Unanswered(
                (own.unjudged, base.unjudged), (_gap_evidence(*low), _gap_evidence(*high)),
                Interval(*(float(one.mean() - other.mean()) for one, other in (low, high))),
                "relevance",
            )  # fmt: skip
        return stated_value(
            GAP, group, float(own.values.mean() - base.values.mean()),
            METHOD.replace("gaffke", "gaffke-difference"), _gap_evidence(own.values, base.values),
            sizes, too_little, self.stated, reference=reference, unanswered=unanswered,
        )  # fmt: skip


def _evidence(values: Floats) -> tuple[float, ...]:
    """A list that was not seen may be ranked as badly, or as well, as any."""
    lists = len(values)
    return bounded(float(values.mean()), float(values.var(ddof=1)) / lists, lists)


def _gap_evidence(own: Floats, base: Floats) -> tuple[float, ...]:
    return (*_evidence(own), *_evidence(base))


def _lacking(values: Floats, stated: Stated) -> str | None:
    if len(values) >= stated.smallest_group:
        return None
    one, many = "list with anything relevant", "lists with anything relevant"
    return f"{counted(len(values), one, many)} where {stated.smallest_group} are needed"
