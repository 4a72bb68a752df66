"""What each group of people gets from each variant: right answers, and answers that changed."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from audits.cost.variants import ORIGINAL, Tried
from audits.data.arrays import Flags
from audits.data.groups import divisions_of, row_groups
from audits.measurement import Group, Measurement, Undetermined
from audits.probing.class_probabilities import codes_among
from audits.probing.subject import Subject
from audits.specification.roles import Role
from audits.statistics.intervals import limits
from audits.statistics.paired_gap_measurements import gap_of_paired_gaps, paired_gap
from audits.statistics.share_measurements import Pair, gap, rate
from audits.statistics.shares import Share, Stated

FLIPS, FLIP_GAP = "variant_flip_rate", "variant_flip_difference"
ACCURACY, CHANGE = "variant_accuracy", "variant_accuracy_change"
CHANGE_GAP = "variant_accuracy_change_difference"
NOTE = "beside the original"


@dataclass(frozen=True, eq=False)
class Named:
    """A group of people. rows: shape (judged rows,), whether each is of it. known: it has a value.

    reference: the group it is compared with, or None where it is that itself, or there is none.
    """

    group: Group
    rows: Flags
    known: bool
    reference: Group | None


@dataclass(frozen=True, eq=False)
class Judged:
    """The judged rows, and who they are.

    labelled: shape (rows,), whether each has a label. right, flips: by variant, shape (rows,); of
    the model itself nothing flips. right is None without a column of labels.
    """

    groups: tuple[Named, ...]
    labelled: Flags
    right: Mapping[str, Flags] | None
    flips: Mapping[str, Flags]

    @classmethod
    def of(cls, subject: Subject, tried: Tried) -> "Judged":
        """A row that a variant gives no answer is not right there, and flipped."""
        data = subject.data.take(tried.rows)
        columns = data.having(Role.PROTECTED)
        groups = tuple(
            Named(
                group, codes == index, bool(division.known[index]),
                None if group == division.reference else division.reference,
            )
            for division, codes in row_groups(columns, divisions_of(data, columns, subject.warn))
            for index, group in enumerate(division.groups)
        )  # fmt: skip
        flips = {each.name: each.codes != tried.original.codes for each in tried.made}
        label = data.one(Role.LABEL)
        if label is None:
            return cls(groups, np.zeros(len(data), dtype=bool), None, flips)
        named = subject.model_classes
        classes = (*named, *(level for level in label.categories.levels if level not in named))
        truth = codes_among(label.categories, classes)
        right = {each.name: (each.codes == truth) & (truth >= 0) for each in tried.all}
        return cls(groups, truth >= 0, right, flips)


def measured(judged: Judged, name: str, stated: Stated) -> Iterator[Measurement]:
    """Everything of one variant: of everybody, of each group, and beside its reference."""
    whole = Named((), np.ones(len(judged.labelled), dtype=bool), True, None)
    by_group = {one.group: one for one in judged.groups}
    for one in (whole, *judged.groups):
        yield from _of_group(judged, name, one, stated)
        reference = None if one.reference is None else by_group.get(one.reference)
        if name != ORIGINAL and one.known and reference is not None:
            yield from _beside(judged, name, one, reference, stated)


def without(
    judged: Judged, name: str, metrics: Collection[str], reason: str
) -> Iterator[Measurement]:
    """These metrics of everybody and of each group, undetermined: silence would read as a pass.

    metrics: those that are here and of other rooms; gaps are between groups alone.
    """
    for metric in metrics:
        gaps = metric in (FLIP_GAP, CHANGE_GAP)
        if not gaps:
            yield Undetermined(metric, of_variant((), name), reason, len(judged.labelled))
        for one in judged.groups:
            beside = None if one.reference is None else of_variant(one.reference, name)
            if gaps and (beside is None or not one.known):
                continue
            rows = int(one.rows.sum())
            yield Undetermined(
                metric, of_variant(one.group, name), reason, rows,
                reference=beside if gaps else None,
            )  # fmt: skip


def of_variant(group: Group, name: str) -> Group:
    """The group's name with the variant's."""
    return (*group, ("variant", name))


def _of_group(judged: Judged, name: str, one: Named, stated: Stated) -> Iterator[Measurement]:
    group = of_variant(one.group, name)
    if name != ORIGINAL:
        yield rate(FLIPS, group, _share(judged.flips[name][one.rows]), stated)
    if judged.right is None:
        return
    of = one.rows & judged.labelled
    yield rate(ACCURACY, group, _share(judged.right[name][of]), stated)
    if name != ORIGINAL:
        before = judged.right[ORIGINAL][of]
        yield paired_gap(CHANGE, group, judged.right[name][of], before, stated, NOTE)


def _beside(
    judged: Judged, name: str, one: Named, reference: Named, stated: Stated
) -> Iterator[Measurement]:
    groups = (of_variant(one.group, name), of_variant(reference.group, name))
    flips = judged.flips[name]
    pair = Pair(_share(flips[one.rows]), _share(flips[reference.rows]))
    yield gap(FLIP_GAP, *groups, pair, stated)
    if judged.right is None:
        return
    now, before = judged.right[name], judged.right[ORIGINAL]
    own, other = (each.rows & judged.labelled for each in (one, reference))
    yield gap_of_paired_gaps(
        CHANGE_GAP, groups, (now[own], before[own]), (now[other], before[other]), stated, NOTE
    )


def _share(hits: Flags) -> Share:
    return Share(int(hits.sum()), len(hits), len(hits))


@dataclass(frozen=True, slots=True)
class Extreme:
    """The worst of several groups. value, low, high: with limits that hold for all of them.

    group: whose. rows: of that group.
    """

    value: float
    low: float
    high: float
    group: Group
    rows: int


def worst_group(judged: Judged, name: str, stated: Stated) -> Extreme | None:
    """The lowest accuracy of the groups with rows enough, None where there is none."""
    shares = {
        one.group: share
        for one in judged.groups
        if one.known and (share := _right(judged, name, one, stated)) is not None
    }
    if not shares:
        return None
    group, lowest = min(shares.items(), key=lambda pair: pair[1].value)
    evidence = [number for each in shares.values() for number in (each.successes, each.trials)]
    drawn = limits("exact-lowest", evidence, stated.confidence)
    return Extreme(lowest.value, drawn.lower, drawn.upper, group, lowest.rows)


def widest_gap(judged: Judged, name: str, stated: Stated) -> Extreme | None:
    """The widest distance of a group's accuracy from its reference's, whichever way it points.

    Limits at 1 - (1 - confidence) / groups hold for all groups at once (Dunn 1961, JASA 56:52).
    """
    by_group = {one.group: one for one in judged.groups}
    pairs = []
    for one in judged.groups:
        if not one.known or one.reference is None:
            continue
        own = _right(judged, name, one, stated)
        other = _right(judged, name, by_group[one.reference], stated)
        if own is not None and other is not None:
            pairs.append((one.group, own, other))
    if not pairs:
        return None
    level = 1 - (1 - stated.confidence) / len(pairs)
    ends = []
    for _, own, other in pairs:
        drawn = limits("newcombe", Pair(own, other).evidence, level)
        apart = drawn.lower > 0 or drawn.upper < 0
        sizes = (abs(drawn.lower), abs(drawn.upper))
        ends.append((min(sizes) if apart else 0.0, max(sizes)))
    group, own, other = max(pairs, key=lambda pair: abs(pair[1].value - pair[2].value))
    value = abs(own.value - other.value)
    return Extreme(value, max(low for low, _ in ends), max(high for _, high in ends), group,
                   own.rows)  # fmt: skip


def _right(judged: Judged, name: str, one: Named, stated: Stated) -> Share | None:
    if judged.right is None:
        return None
    of = one.rows & judged.labelled
    return _share(judged.right[name][of]) if int(of.sum()) >= stated.smallest_group else None
