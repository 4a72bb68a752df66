"""Each group's share over the highest group's: the ratio of the four-fifths convention."""

from collections.abc import Sequence
from dataclasses import dataclass

from audits.measurement import Group, Interval, Measurement, Undetermined
from audits.rates import Share, Stated, method_of, reach, too_few
from audits.stating import stated_value


@dataclass(frozen=True, slots=True)
class Candidate:
    """A known group, its share, and the unknown rows that may be its."""

    group: Group
    share: Share
    hidden: Share | None = None

    @property
    def reach(self) -> tuple[float, float]:
        """Least and greatest share, if some of the unknown rows were the group's."""
        if self.hidden is None:
            return self.share.value, self.share.value
        return reach(self.share, self.hidden)


def ratios_to_highest(
    metric: str, candidates: Sequence[Candidate], stated: Stated
) -> list[Measurement]:
    """Each share over the highest of the groups that are large enough; never above 1."""
    large = [
        candidate
        for candidate in candidates
        if candidate.share.possible and candidate.share.lacking(stated.smallest_group) is None
    ]
    # The first of the highest, in text order, so that row order does not matter.
    top = max(large, key=lambda candidate: candidate.share.value, default=None)
    return [_over(metric, candidate, top, large, stated) for candidate in candidates]


def _over(
    metric: str,
    candidate: Candidate,
    top: Candidate | None,
    large: Sequence[Candidate],
    stated: Stated,
) -> Measurement:
    group, share = candidate.group, candidate.share
    few = share.lacking(stated.smallest_group) or too_few(share.rows, stated.smallest_group)
    if top is None:
        return Undetermined(metric, group, few, share.rows)
    sizes = (share.rows, top.share.rows)
    others = [other for other in large if other is not candidate]
    reason = None if candidate in large else few
    if top.share.successes == 0:
        reason = reason or "no group has a rate above 0"
        return Undetermined(metric, group, reason, sizes, None, top.group)
    if not others or not share.possible:
        reason = reason or "no other group is large enough to compare with"
        return Undetermined(metric, group, reason, sizes, None, top.group)
    evidence = share.evidence + tuple(part for other in others for part in other.share.evidence)
    method = method_of(share, "koopman-highest", "linearised-highest")
    value = min(1.0, share.value / top.share.value)
    return stated_value(
        metric, group, value, method, evidence, sizes, reason, stated,
        reference=top.group, bounds=_bounds(candidate, others),
    )  # fmt: skip


def _bounds(candidate: Candidate, others: Sequence[Candidate]) -> Interval | None:
    """What the unknown rows could make of it; None where there are none."""
    if candidate.hidden is None and all(other.hidden is None for other in others):
        return None
    low, high = candidate.reach
    least = max(other.reach[0] for other in others)
    most = max(other.reach[1] for other in others)
    return Interval(
        min(1.0, low / most) if most > 0 else 1.0, min(1.0, high / least) if least > 0 else 1.0
    )
