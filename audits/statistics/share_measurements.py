"""Shares, and the differences and ratios of shares, as measurements.

A share is successes among trials in one group. Unweighted ones get score intervals on their
counts; weighted and clustered ones get linearised intervals on their effective trials. Every
function here returns one measurement, determined or not: nothing small is dropped.

metric: the name it is reported by. group, reference: whom it is about, and beside whom. stated:
the confidence of the interval, and the fewest rows from which a number decides (`smallest_group`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf

from audits.measurement import Group, Interval, Measurement, Unanswered, Undetermined
from audits.statistics.shares import (
    Ends,
    Mask,
    Share,
    Stated,
    method_of,
    share_of,
    too_few,
    unknown_group_bounds,
)
from audits.statistics.with_interval import stated_value

__all__ = [
    "Ends",
    "Mask",
    "Pair",
    "Share",
    "Stated",
    "gap",
    "larger_gap",
    "method_of",
    "rate",
    "ratio",
    "share_of",
    "too_few",
    "unknown_group_bounds",
]


def rate(
    metric: str,
    group: Group,
    share: Share,
    stated: Stated,
    *,
    unknown: Share | None = None,
    ends: Ends | None = None,
    p_value: float | None = None,
) -> Measurement:
    """One share with its interval (Wilson 1927, JASA 22:209; with weights or clusters, linearised).

    unknown: rows that may belong to the group, or not. ends: the share with its unanswered rows.
    p_value: of the metric's own null, for metrics that have one.
    """
    if not share.possible:
        return Undetermined(metric, group, too_few(share.rows, stated.smallest_group), share.rows)
    method = method_of(share, "wilson", "linearised")
    undetermined_reason = share.undetermined_reason(stated.smallest_group)
    return stated_value(
        metric, group, share.value, method, share.evidence, share.rows, undetermined_reason, stated,
        p_value=p_value,
        bounds=None if unknown is None else Interval(*unknown_group_bounds(share, unknown)),
        unanswered=None if ends is None else Unanswered(
            ends.rows, (ends.low.evidence, ends.high.evidence),
            Interval(ends.low.value, ends.high.value),
        ),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pair:
    """A group's share beside its reference's, and the unknown rows that may belong to each.

    In a crossing the two are not the same rows: (female, unknown) may be one of the women in
    town, and never one of the men there.

    opposed: how many times the variance their clusters make of it (`clusters.opposed`), where that
    is known of other rows than these.
    """

    own: Share
    reference: Share
    unknown: Share | None = None
    unknown_reference: Share | None = None
    ends: Ends | None = None
    ends_reference: Ends | None = None
    opposed: float | None = None

    @property
    def open(self) -> bool:
        """Whether rows of either side have no answer."""
        return self.ends is not None or self.ends_reference is not None

    @property
    def unanswered_rows(self) -> tuple[int, int]:
        """Rows of each side that have no answer."""
        return _rows(self.ends), _rows(self.ends_reference)

    def unanswered(self, value: Callable[["Pair"], float]) -> Unanswered | None:
        """What the unanswered rows of either side could make of a number of both shares."""
        if not self.open:
            return None
        low, high = self.lowest, self.highest
        return Unanswered(
            self.unanswered_rows, (low.evidence, high.evidence), Interval(value(low), value(high))
        )

    @property
    def lowest(self) -> "Pair":
        """Every unanswered row answered so that the group's share is least beside the other."""
        return self._filled(
            self.own if self.ends is None else self.ends.low,
            self.reference if self.ends_reference is None else self.ends_reference.high,
        )

    @property
    def highest(self) -> "Pair":
        """Every unanswered row answered so that the group's share is greatest beside the other."""
        return self._filled(
            self.own if self.ends is None else self.ends.high,
            self.reference if self.ends_reference is None else self.ends_reference.low,
        )

    def _filled(self, own: Share, reference: Share) -> "Pair":
        """A pair of ends: their own clusters say how they act on both, where those are known."""
        known = own.by_cluster is not None and reference.by_cluster is not None
        return Pair(own, reference, opposed=None if known else self.variance_factor)

    @property
    def difference(self) -> float:
        """The group's share minus the reference's."""
        return self.own.value - self.reference.value

    @property
    def quotient(self) -> float:
        """The group's share over the reference's; infinite over nothing."""
        return self.own.value / self.reference.value if self.reference.successes > 0 else inf

    @property
    def sizes(self) -> tuple[int, int]:
        """Rows of the group, and of its reference."""
        return self.own.rows, self.reference.rows

    @property
    def variance_factor(self) -> float:
        """How many times the variance their clusters make of it."""
        if self.opposed is not None:
            return self.opposed
        return self.own.against(self.reference)

    @property
    def evidence(self) -> tuple[float, ...]:
        """The evidence of the two shares, one after the other."""
        times = self.variance_factor
        return self.own.worth_less(times).evidence + self.reference.worth_less(times).evidence

    @property
    def loose(self) -> bool:
        """Whether unknown rows could move either share."""
        return self.unknown is not None or self.unknown_reference is not None

    @property
    def unknown_group_bounds(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """Least and greatest share of the group, and of the reference.

        One's least and the other's greatest hold at once: the first takes failures alone and
        the second successes alone, so no row is given to both.
        """
        return unknown_group_bounds(self.own, self.unknown), unknown_group_bounds(
            self.reference, self.unknown_reference
        )

    @property
    def difference_bounds(self) -> tuple[float, float]:
        """Least and greatest difference, whatever group the unknown rows belong to; attained."""
        own, other = self.unknown_group_bounds
        return own[0] - other[1], own[1] - other[0]

    def undetermined_reason(self, smallest_group: int) -> str | None:
        """Why the two cannot be compared, or None.

        smallest_group: fewest rows from which a share decides.
        """
        undetermined_reason = self.own.undetermined_reason(smallest_group)
        if undetermined_reason is not None:
            return undetermined_reason
        undetermined_reason = self.reference.undetermined_reason(smallest_group)
        if undetermined_reason is not None:
            return f"of the reference: {undetermined_reason}"
        if not (self.own.possible and self.reference.possible):
            return "all weights are 0"
        return None


def _rows(ends: Ends | None) -> int:
    return 0 if ends is None else ends.rows


def gap(metric: str, group: Group, reference: Group, pair: Pair, stated: Stated) -> Measurement:
    """The group's share minus the reference's (Newcombe 1998, Statistics in Medicine 17:873)."""
    method = method_of(pair.own, "newcombe", "linearised-difference")
    if not (pair.own.possible and pair.reference.possible):
        reason = pair.undetermined_reason(stated.smallest_group) or ""
        return Undetermined(metric, group, reason, pair.sizes, reference=reference)
    value = pair.difference
    bounds = None
    if pair.loose:
        bounds = Interval(*pair.difference_bounds)
    return stated_value(
        metric, group, value, method, pair.evidence, pair.sizes,
        pair.undetermined_reason(stated.smallest_group), stated, reference=reference, bounds=bounds,
        unanswered=pair.unanswered(lambda each: each.difference),
    )  # fmt: skip


def larger_gap(
    metric: str, group: Group, reference: Group, pairs: tuple[Pair, Pair], stated: Stated
) -> Measurement:
    """The larger in size, with its sign, of two differences on different rows."""
    sizes = (
        min(pair.own.rows for pair in pairs),
        min(pair.reference.rows for pair in pairs),
    )
    small = [
        reason for pair in pairs if (reason := pair.undetermined_reason(stated.smallest_group))
    ]
    if not all(pair.own.possible and pair.reference.possible for pair in pairs):
        return Undetermined(metric, group, small[0], sizes, reference=reference)
    method = method_of(pairs[0].own, "newcombe-larger", "linearised-larger")
    evidence = pairs[0].evidence + pairs[1].evidence
    value = _larger(pairs)
    return stated_value(
        metric, group, value, method, evidence, sizes, small[0] if small else None, stated,
        reference=reference, bounds=_larger_bounds(pairs), unanswered=_larger_unanswered(pairs),
    )  # fmt: skip


def _larger(pairs: tuple[Pair, Pair]) -> float:
    return max((pair.difference for pair in pairs), key=abs)


def _larger_unanswered(pairs: tuple[Pair, Pair]) -> Unanswered | None:
    """Of both differences at their ends at once: the larger one rises with either."""
    if not any(pair.open for pair in pairs):
        return None
    first, second = pairs
    low, high = (first.lowest, second.lowest), (first.highest, second.highest)
    return Unanswered(
        (
            sum(pair.unanswered_rows[0] for pair in pairs),
            sum(pair.unanswered_rows[1] for pair in pairs),
        ),
        (low[0].evidence + low[1].evidence, high[0].evidence + high[1].evidence),
        Interval(_larger(low), _larger(high)),
    )


def _larger_bounds(pairs: tuple[Pair, Pair]) -> Interval | None:
    """What unknown rows could make of the larger difference.

    Attained but where the smaller in size decides: that one is taken to reach every value of
    its range, and rows are whole, so the range may be wider by what one row moves.
    """
    if not any(pair.loose for pair in pairs):
        return None
    ends = [pair.difference_bounds for pair in pairs]
    low, high = min(end[0] for end in ends), max(end[1] for end in ends)
    # The larger in size is never nearer to 0 than either can come at the least.
    least = max(max(0.0, end[0], -end[1]) for end in ends)
    return Interval(least if low > -least else low, -least if high < least else high)


def ratio(metric: str, group: Group, reference: Group, pair: Pair, stated: Stated) -> Measurement:
    """The group's share over the reference's (Koopman 1984, Biometrics 40:513)."""
    if pair.reference.possible and pair.reference.successes == 0:
        reason = pair.undetermined_reason(stated.smallest_group) or "the reference's rate is 0"
        return Undetermined(metric, group, reason, pair.sizes, reference=reference)
    if not (pair.own.possible and pair.reference.possible):
        reason = pair.undetermined_reason(stated.smallest_group) or ""
        return Undetermined(metric, group, reason, pair.sizes, reference=reference)
    method = method_of(pair.own, "koopman", "linearised-ratio")
    value = pair.quotient
    bounds = None
    if pair.loose:
        own, other = pair.unknown_group_bounds
        bounds = Interval(own[0] / other[1], own[1] / other[0] if other[0] > 0 else inf)
    return stated_value(
        metric, group, value, method, pair.evidence, pair.sizes,
        pair.undetermined_reason(stated.smallest_group), stated, reference=reference, bounds=bounds,
        unanswered=pair.unanswered(lambda each: each.quotient),
    )  # fmt: skip
