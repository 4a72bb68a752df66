"""A ratio to the highest group passes only where no group that is too small may be higher.

A group with too few rows, clusters or weight is nobody's reference: its rate is not known. So the
ratio of another group can fail, and it cannot pass as if that group did not exist.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from audits.judging.equivalence import whole_inside
from audits.judging.findings import Finding
from audits.judging.rule_scope import Placed
from audits.measurement import Estimate, Group, Interval, Undetermined
from audits.specification.document import ColumnSpec
from audits.specification.policy_document import RuleSpec
from audits.specification.roles import Role
from audits.specification.verdicts import Verdict
from audits.statistics.impact_ratio import RATE_OF
from audits.statistics.proportions import clopper_pearson

REMEDY = (
    "add rows of it or join it with another (`map`, `cut`); where such groups are not to be "
    "compared with, say so on the rule: `smallest_share`, or `except`"
)
Excluded = Callable[[RuleSpec, Group], bool]


def unknown_highest(
    findings: Sequence[Finding],
    placed: Sequence[Placed],
    *,
    is_excluded: Excluded,
    rows: Mapping[frozenset[tuple[str, str | None]], int],
    columns: Callable[[], Mapping[str, ColumnSpec]],
) -> list[Finding]:
    """The findings, of which a pass is open that a group of unknown rate may turn.

    is_excluded: whether the rule leaves the group out. rows: of each group. columns: the plan's;
    without weights and clusters, successes of a few rows bound the rate (Clopper-Pearson).
    """
    opened = []
    for finding in findings:
        ratio = _ratio(finding, placed)
        if finding.verdict is not Verdict.PASS or ratio is None:
            opened.append(finding)
            continue
        own = _own_rate(ratio, placed)
        higher = [
            rate.group
            for rate in _unknown(ratio, placed)
            if rate.group != ratio.measurement.group
            and not is_excluded(finding.rule, rate.group)
            and rows.get(frozenset(rate.group), 1)
            and not _borne(finding, own, _most(rate, columns()))
        ]
        opened.append(_open(finding, higher) if higher else finding)
    return opened


def _ratio(finding: Finding, placed: Sequence[Placed]) -> Placed | None:
    """The measurement, where it is a ratio to the highest group."""
    if finding.measurement is None or finding.metric not in RATE_OF:
        return None
    return placed[finding.measurement]


def _own_rate(ratio: Placed, placed: Sequence[Placed]) -> Estimate | None:
    """The rate of the ratio's own group; None where it is undetermined."""
    for other in placed:
        rate = other.measurement
        is_own = _is_beside(ratio, other) and rate.group == ratio.measurement.group
        if is_own and isinstance(rate, Estimate):
            return rate
    return None


def _unknown(ratio: Placed, placed: Sequence[Placed]) -> Iterator[Undetermined]:
    """The undetermined rates of known groups of the same attributes."""
    for other in placed:
        if _is_beside(ratio, other) and isinstance(other.measurement, Undetermined):
            yield other.measurement


def _is_beside(ratio: Placed, other: Placed) -> bool:
    group = other.measurement.group
    return (
        (other.probe, other.step) == (ratio.probe, ratio.step)
        and other.measurement.metric == RATE_OF[ratio.measurement.metric]
        and {name for name, _ in group} == {name for name, _ in ratio.measurement.group}
        and all(value is not None for _, value in group)
    )


def _most(rate: Undetermined, columns: Mapping[str, ColumnSpec]) -> float:
    """The highest that the rate may be."""
    size = rate.sample_size
    unlike = any(spec.role in (Role.WEIGHT, Role.CLUSTER) for spec in columns.values())
    if unlike or rate.raw is None or isinstance(size, tuple) or size < 1:
        return 1.0
    return clopper_pearson((round(rate.raw[0] * size), size), 0.95)[1]


def _borne(finding: Finding, own: Estimate | None, most: float) -> bool:
    """Whether it would pass beside a group of that rate: by the own rate's lower limit."""
    if own is None or finding.interval is None:
        return False
    low = min(finding.interval.lower, own.interval.lower / most if most > 0 else 1.0)
    return whole_inside(finding.rule, Interval(low, finding.interval.upper))


def _open(finding: Finding, groups: Sequence[Group]) -> Finding:
    names = ", ".join("/".join(str(value) for _, value in group) for group in groups[:3])
    more = f" and {len(groups) - 3} more" if len(groups) > 3 else ""
    one = len(groups) == 1
    return replace(
        finding,
        verdict=Verdict.INCONCLUSIVE,
        reason=f"the rate of {names}{more} is not known and may be the highest: beside "
        f"{'it' if one else 'them'} the ratio may lie outside",
        remedy=REMEDY,
    )
