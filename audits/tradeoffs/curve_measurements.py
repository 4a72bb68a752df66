"""What a learning curve says of twice the data, as measurements: of a group, and of two."""

from dataclasses import dataclass

from audits.data.arrays import Flags
from audits.measurement import Group, Measurement, Undetermined, WhyNot
from audits.statistics import profiled_shapes
from audits.statistics.shares import Stated, too_few
from audits.statistics.with_interval import stated_value
from audits.tradeoffs.learners import Learned
from audits.tradeoffs.learning_curves import Curve, Points, fitted
from audits.tradeoffs.recorded_curves import Recorded, repeated_twice

# Of fewer rows that are judged otherwise at another size nothing tells how a gain varies.
FEWEST_TURNING = 8
# A gain whose interval reaches farther is not told at all.
WIDEST = 0.25


@dataclass(frozen=True, eq=False)
class OfGroup:
    """rows: that judged, or scores that were recorded. points: what was measured, None where too
    little was. curve: fitted to it, or why there is none. reason: why the curve decides nothing,
    although there is one."""

    rows: int
    points: Points | None
    curve: Curve | WhyNot
    reason: str | None = None


def of_rows(steps: Learned, of: Flags, idle: WhyNot | None, stated: Stated) -> OfGroup:
    """The curve on some of the rows that judge. of: shape (judged,). idle: why the surrogate says
    nothing, or None."""
    rows = int(of.sum())
    if rows < 2:
        return OfGroup(rows, None, WhyNot(too_few(rows, stated.smallest_group)))
    points = steps.points(of)
    curve = fitted(points)
    turning = steps.turning(of)
    reason: str | None = None
    if rows < stated.smallest_group:
        reason = too_few(rows, stated.smallest_group)
    elif idle is not None:
        reason = idle.reason
    elif turning < FEWEST_TURNING:
        reason = (
            f"{turning} rows are judged otherwise at another size, and a gain rests on "
            f"{FEWEST_TURNING} or more"
        )
    if isinstance(curve, WhyNot) and reason is not None:
        curve = WhyNot(reason)
    return OfGroup(rows, points, curve, reason)


def of_scores(recorded: Recorded) -> OfGroup:
    """The curve through recorded scores."""
    rows = len(recorded.scores)
    twice = repeated_twice(recorded)
    if twice is not None:
        size, draw = twice
        reason = f"draw {draw} of size {size:,.10g} has two scores: it would count twice"
        return OfGroup(rows, None, WhyNot(reason))
    points = recorded.points()
    if isinstance(points, WhyNot):
        return OfGroup(rows, None, points)
    return OfGroup(rows, points, fitted(points))


def gain(
    metric: str, group: Group, of: OfGroup, size: float, stated: Stated, note: str
) -> Measurement:
    """What twice the rows bring, over so many (`size`). note: for readers, of the method."""
    if isinstance(of.curve, WhyNot):
        return Undetermined(metric, group, of.curve.reason, of.rows)
    evidence = of.curve.gain(size, 2 * size)
    method = f"{profiled_shapes.GAIN} ({note})"
    reason = of.reason or _too_wide(metric, evidence, stated)
    return stated_value(metric, group, evidence[0], method, evidence, of.rows, reason, stated)


def level(
    metric: str, group: Group, of: OfGroup, size: float, stated: Stated, note: str
) -> Measurement:
    """The accuracy that twice the rows teach."""
    if isinstance(of.curve, WhyNot):
        return Undetermined(metric, group, of.curve.reason, of.rows)
    evidence = of.curve.score(2 * size)
    lower, upper = profiled_shapes.share_limits(evidence, stated.confidence)
    value = min(upper, max(lower, evidence[0]))
    evidence = (value, *evidence[1:])
    method = f"{profiled_shapes.SHARE} ({note})"
    return stated_value(metric, group, value, method, evidence, of.rows, of.reason, stated)


def difference(
    metric: str,
    groups: tuple[Group, Group],
    both: tuple[OfGroup, OfGroup],
    size: float,
    stated: Stated,
    note: str,
    *,
    of_gains: bool,
) -> Measurement:
    """The group's number less that of its reference.

    of_gains: of what twice the rows bring, else of the score that they teach. The two curves are
    joined as if they varied by themselves; that the same surrogates drew both is on the safe side.
    """
    group, reference = groups
    one, other = both
    sizes = (one.rows, other.rows)
    for whose, of in zip(groups, both, strict=True):
        if isinstance(of.curve, WhyNot):
            words = ", ".join(f"{name} {value or 'unknown'}" for name, value in whose)
            whole = f"{words}: {of.curve.reason}"
            return Undetermined(metric, group, whole, sizes, None, reference)
    assert isinstance(one.curve, Curve)
    assert isinstance(other.curve, Curve)
    if of_gains:
        numbers = one.curve.gain(size, 2 * size), other.curve.gain(size, 2 * size)
    else:
        numbers = one.curve.score(2 * size), other.curve.score(2 * size)
    evidence = profiled_shapes.difference_evidence(*numbers)
    value = profiled_shapes.difference_value(evidence)
    method = f"{profiled_shapes.DIFFERENCE} ({note})"
    reason = one.reason or other.reason
    return stated_value(
        metric, group, value, method, evidence, sizes, reason, stated, reference=reference
    )


def _too_wide(metric: str, evidence: tuple[float, ...], stated: Stated) -> str | None:
    """A gain in accuracy that may be a quarter either way is none that was told."""
    if not metric.startswith("accuracy"):
        return None
    lower, upper = profiled_shapes.limits(evidence, stated.confidence)
    if upper - lower <= 2 * WIDEST:
        return None
    return (
        f"the scores are too noisy: the gain may be anything from {100 * lower:+.0f} to "
        f"{100 * upper:+.0f} points"
    )
