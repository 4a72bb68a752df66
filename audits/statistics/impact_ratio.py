"""Each group's share over the highest group's: the ratio of the four-fifths convention."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

import numpy as np

from audits.measurement import Group, Interval, Measurement, Unanswered, Undetermined
from audits.statistics.roots import edge
from audits.statistics.share_measurements import (
    Ends,
    Share,
    Stated,
    method_of,
    too_few,
    unknown_group_bounds,
)
from audits.statistics.with_interval import stated_value

# Metrics made here, and the rate each is a ratio of: a rule that leaves groups out has the
# ratio made again from those rates.
RATE_OF = {"impact_ratio": "selection_rate"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A known group, its share, and the unknown rows that may be its.

    stated_bounds: what those make of the share, where that is known instead of the rows.
    ends: the share with the rows that have no answer.
    """

    group: Group
    share: Share
    unknown: Share | None = None
    stated_bounds: tuple[float, float] | None = None
    ends: Ends | None = None

    @property
    def low(self) -> Share:
        """The share if no unanswered row were a success."""
        return self.share if self.ends is None else self.ends.low

    @property
    def high(self) -> Share:
        """The share if every unanswered row were one."""
        return self.share if self.ends is None else self.ends.high

    @property
    def loose(self) -> bool:
        """Whether unknown rows could move the share."""
        return self.unknown is not None or self.stated_bounds is not None

    @property
    def unknown_group_bounds(self) -> tuple[float, float]:
        """Least and greatest share, if some of the unknown rows were the group's."""
        if self.stated_bounds is not None:
            return self.stated_bounds
        return unknown_group_bounds(self.share, self.unknown)


def ratios_to_highest(
    metric: str, candidates: Sequence[Candidate], stated: Stated, *, loose: Share | None = None
) -> list[Measurement]:
    """Each share over the highest of the groups that are large enough; never above 1.

    metric: the name it is reported by. loose: all rows of unknown groups; each may be one of some
    candidates' `unknown`. The four-fifths convention: Uniform Guidelines on Employee Selection
    Procedures 1978, 29 CFR 1607.4 D.
    """
    large = [
        candidate
        for candidate in candidates
        if candidate.share.possible
        and candidate.share.undetermined_reason(stated.smallest_group) is None
    ]
    # The first of the highest, in text order, so that row order does not matter.
    top = max(large, key=lambda candidate: candidate.share.value, default=None)
    return [_over(metric, candidate, top, large, stated, loose) for candidate in candidates]


def _over(
    metric: str,
    candidate: Candidate,
    top: Candidate | None,
    large: Sequence[Candidate],
    stated: Stated,
    loose: Share | None,
) -> Measurement:
    group, share = candidate.group, candidate.share
    undetermined_reason = share.undetermined_reason(stated.smallest_group) or too_few(
        share.rows, stated.smallest_group
    )
    if top is None:
        return Undetermined(metric, group, undetermined_reason, share.rows)
    sizes = (share.rows, top.share.rows)
    others = [other for other in large if other is not candidate]
    reason = None if candidate in large else undetermined_reason
    if top.share.successes == 0:
        reason = reason or "no group has a rate above 0"
        return Undetermined(metric, group, reason, sizes, None, top.group)
    if not others or not share.possible:
        reason = reason or "no other group is large enough to compare with"
        return Undetermined(metric, group, reason, sizes, None, top.group)
    evidence = _evidence(share, [other.share for other in others])
    method = method_of(share, "koopman-highest", "linearised-highest")
    value = min(1.0, share.value / top.share.value)
    return stated_value(
        metric, group, value, method, evidence, sizes, reason, stated,
        reference=top.group, bounds=_bounds(candidate, others, loose),
        unanswered=_unanswered(candidate, others, top),
    )  # fmt: skip


def _evidence(own: Share, others: Sequence[Share]) -> tuple[float, ...]:
    """With the variance that clusters make of each two that they act on in opposite ways."""
    times = [own.against(other) for other in others]
    evidence = own.worth_less(max(times, default=1.0)).evidence
    for each, other in zip(times, others, strict=True):
        evidence += other.worth_less(each).evidence
    return evidence


def _unanswered(
    candidate: Candidate, others: Sequence[Candidate], top: Candidate
) -> Unanswered | None:
    """What rows without an answer could make of it: the group's one way, the others' the other."""
    if all(each.ends is None for each in (candidate, *others)):
        return None
    ends = [
        (candidate.low, [other.high for other in others]),
        (candidate.high, [other.low for other in others]),
    ]
    values = []
    for own, rest in ends:
        most = max(other.value for other in rest)
        values.append(min(1.0, own.value / most) if most > 0 else 1.0)
    # The highest group is its own reference: its rows are not counted twice.
    rows = [0 if each.ends is None else each.ends.rows for each in (candidate, top)]
    rows[1] = 0 if top is candidate else rows[1]
    return Unanswered(
        (rows[0], rows[1]),
        tuple(_evidence(own, rest) for own, rest in ends),
        Interval(values[0], values[1]),
    )


def _bounds(
    candidate: Candidate, others: Sequence[Candidate], loose: Share | None
) -> Interval | None:
    """What the unknown rows could make of it; None where there are none.

    The groups large enough now are those that are compared. Below: the group takes failures and
    one other takes successes, so it is attained. Above: the others share the failures out; with
    one attribute each row may be anyone's and the limit is attained, in a crossing it is outer.
    """
    if not any(each.loose for each in (candidate, *others)):
        return None
    low, high = candidate.unknown_group_bounds
    least = max(max(other.unknown_group_bounds[0] for other in others), _levelled(others, loose))
    most = max(other.unknown_group_bounds[1] for other in others)
    return Interval(
        min(1.0, low / most) if most > 0 else 1.0, min(1.0, high / least) if least > 0 else 1.0
    )


def _levelled(others: Sequence[Candidate], loose: Share | None) -> float:
    """The least that the highest share can be if the loose failures are shared out among all."""
    if loose is None:
        return 0.0
    failures = loose.trials - loose.successes
    whole = all(other.share.effective is None for other in others)
    successes = np.array([other.share.successes for other in others], dtype=np.float64)
    trials = np.array([other.share.trials for other in others], dtype=np.float64)

    def needed(level: float) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
        """Failures that bring each share down to the level."""
        failures_needed = np.maximum(0.0, successes / level - trials)
        return np.asarray(np.ceil(failures_needed) if whole else failures_needed)

    def too_low(level: float) -> float:
        return -inf if level > 0 and needed(level).sum() <= failures else inf

    top = float((successes / trials).max())
    if top <= 0:
        return 0.0
    _, level = edge(too_low, 0.0, top, narrow=top * 2.0**-60)
    return float((successes / (trials + needed(level))).max())
