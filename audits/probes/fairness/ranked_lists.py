"""Whose items a ranking shows first, and for whom it ranks well."""

from collections.abc import Iterator
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags, Floats
from audits.data.groups import Division, compared, divisions_of, row_groups
from audits.fairness.exposure_ratios import Sides, exposure_ratio
from audits.fairness.ranked_lists import RankedLists
from audits.fairness.ranked_lists import ranked_lists as lists_of
from audits.measurement import Group, Measurement, Undetermined
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
)
def ranked_lists(
    subject: Subject, *, depth: Annotated[int, Between(1, 10_000)] = 10,
    smallest_group: SmallestGroup = 30, confidence: Confidence = 0.95,
) -> Iterator[Measurement]:  # fmt: skip
    """NDCG of ranked lists, overall and by whose lists they are, and exposure by whose items.

    The role `query` names the list of each row; a score orders it from the largest on, or a numeric
    prediction, the rank, from 1 on. The label is the relevance: numbers of 0 or more, or the
    positive class; without one only exposure is told. Where every list is of one group (who asked),
    NDCG is told by group; where lists hold several (who is shown), exposure is. An item's exposure
    is 1 / log2(1 + position), beside the mean of its list. Lists in which nothing is relevant have
    no NDCG.

    depth: positions that NDCG looks at; exposure looks at all.
    smallest_group: fewer lists are undetermined.
    confidence: of every interval.
    """
    stated = Stated(confidence, smallest_group)
    ranked = lists_of(subject)
    values = None if ranked.merit is None else ranked.ndcg(depth)
    if values is not None and np.isnan(values).any():
        one, many = "list holds nothing relevant", "lists hold nothing relevant"
        subject.warn(f"{counted(int(np.isnan(values).sum()), one, many)}: no NDCG counts it")
    yield _ndcg((), values, np.ones(ranked.lists, dtype=bool), stated)
    merit = None if ranked.merit is None else ranked.relative(ranked.merit)
    divisions = divisions_of(subject.data, subject.protected, subject.warn)
    for division, codes in row_groups(subject.protected, divisions):
        of_rows = codes[ranked.rows].astype(np.intp)
        of_lists = _of_lists(ranked, of_rows)
        yield from _by_group(division, values, of_lists, stated)
        for sides in _compared(division, of_rows):
            for metric, deserved in ((EXPOSURE, None), (FOR_MERIT, merit)):
                sizes = (int(sides.own.sum()), int(sides.base.sum()))
                if of_lists is not None or (metric == FOR_MERIT and merit is None):
                    why = NO_MERIT if of_lists is None else OF_LISTS
                    yield Undetermined(metric, sides.group, why, sizes, None, sides.reference)
                else:
                    yield exposure_ratio(metric, sides, ranked, deserved, stated)


def _of_lists(ranked: RankedLists, of_rows: NDArray[np.intp]) -> NDArray[np.intp] | None:
    """The group of each list, shape (lists,), where each is of one; else None."""
    of_lists = np.empty(ranked.lists, dtype=np.intp)
    of_lists[ranked.of_list] = of_rows
    return of_lists if np.array_equal(of_lists[ranked.of_list], of_rows) else None


def _compared(division: Division, of_rows: NDArray[np.intp]) -> Iterator[Sides]:
    """Each known group's rows beside those of the reference."""
    for group, reference, (code, base) in compared(division):
        yield Sides(group, reference, of_rows == code, of_rows == base)


def _by_group(
    division: Division, values: Floats | None, of_lists: NDArray[np.intp] | None, stated: Stated
) -> Iterator[Measurement]:
    """NDCG of each group's lists, and its differences."""
    for code, group in enumerate(division.groups):
        if of_lists is None:
            yield Undetermined(NDCG, group, OF_ITEMS, 0)
        else:
            yield _ndcg(group, values, of_lists == code, stated)
    for group, reference, codes in compared(division):
        if values is None or of_lists is None:
            why = OF_ITEMS if of_lists is None else NO_MERIT
            yield Undetermined(GAP, group, why, (0, 0), None, reference)
        else:
            own, base = (values[(of_lists == code) & np.isfinite(values)] for code in codes)
            yield _gap(group, reference, own, base, stated)


def _ndcg(group: Group, values: Floats | None, whose: Flags, stated: Stated) -> Measurement:
    if values is None:
        return Undetermined(NDCG, group, NO_MERIT, int(whose.sum()))
    own = values[whose & np.isfinite(values)]
    too_little = _lacking(own, stated)
    if len(own) < 2:
        return Undetermined(NDCG, group, too_little or NO_MERIT, len(own))
    value = float(own.mean())
    return stated_value(NDCG, group, value, METHOD, _evidence(own), len(own), too_little, stated)


def _gap(group: Group, reference: Group, own: Floats, base: Floats, stated: Stated) -> Measurement:
    sizes, too_little = (len(own), len(base)), _lacking(own, stated)
    if too_little is None and (of_base := _lacking(base, stated)) is not None:
        too_little = f"the reference: {of_base}"
    if min(sizes) < 2:
        return Undetermined(GAP, group, too_little or NO_MERIT, sizes, None, reference)
    value, evidence = float(own.mean() - base.mean()), (*_evidence(own), *_evidence(base))
    method = METHOD.replace("gaffke", "gaffke-difference")
    return stated_value(
        GAP, group, value, method, evidence, sizes, too_little, stated, reference=reference
    )


def _evidence(values: Floats) -> tuple[float, ...]:
    """A list that was not seen may be ranked as badly, or as well, as any."""
    lists = len(values)
    return bounded(float(values.mean()), float(values.var(ddof=1)) / lists, lists)


def _lacking(values: Floats, stated: Stated) -> str | None:
    if len(values) >= stated.smallest_group:
        return None
    one, many = "list with anything relevant", "lists with anything relevant"
    return f"{counted(len(values), one, many)} where {stated.smallest_group} are needed"
