"""Drift as measurements: of each column, of all together, and along a stream."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import pi

from audits.data_quality.drift.columns import Moved
from audits.data_quality.drift.joint import ToldApart
from audits.data_quality.drift.stream import LEAST_ROWS, Watched
from audits.measurement import Group, Measurement, Undetermined
from audits.statistics.bounded_means import bounded
from audits.statistics.largest_differences import FIXED, GROWING
from audits.statistics.p_value_limits import METHOD as P_VALUE
from audits.statistics.shares import Stated, too_few
from audits.statistics.with_interval import stated_value

P, DISTANCE, AREA, STREAM = (
    "drift_p_value", "drift_distance", "drift_auc", "stream_drift_distance",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rows:
    """How many there are of before and of now, and which comparison of a series this is."""

    before: int
    now: int
    look: int | None = None

    def spent(self, p_value: float) -> float:
        """The p-value as it counts at this look: 6 / (pi look) ** 2 of the level is spent on it.

        Those sum to 1, so over all looks together the level holds; 1 look alone takes no share.
        """
        if self.look is None:
            return p_value
        return min(1.0, p_value * (pi * self.look) ** 2 / 6)

    def undetermined_reason(self, least: int) -> str | None:
        """Why nothing can be said of so few."""
        for rows, when in ((self.before, "before"), (self.now, "now")):
            if rows < least:
                return f"{too_few(rows, least)} {when}"
        return None


def of_columns(columns: Sequence[Moved], rows: Rows, stated: Stated) -> Iterator[Measurement]:
    """The adjusted p-value and the distance of each column; then the largest distance of any."""
    undetermined_reason, sizes = (
        rows.undetermined_reason(stated.smallest_group),
        (rows.now, rows.before),
    )
    for each in columns:
        group: Group = (("column", each.name),)
        yield p_value_of(group, each.adjusted, sizes, undetermined_reason, stated)
        evidence = each.distance, float(rows.before), float(rows.now), float(each.sorts)
        yield stated_value(
            DISTANCE, group, each.distance, FIXED, evidence, sizes, undetermined_reason, stated,
            p_value=each.adjusted,
        )  # fmt: skip
    if columns:
        farthest = max(columns, key=lambda each: each.distance)
        sorts = float(sum(each.sorts for each in columns))
        evidence = farthest.distance, float(rows.before), float(rows.now), sorts
        method = f"{FIXED} (of {len(columns)} columns)"
        yield stated_value(
            DISTANCE, (), farthest.distance, method, evidence, sizes, undetermined_reason, stated
        )


def overall(
    joint: tuple[ToldApart, float] | None, adjusted: Sequence[float], rows: Rows, stated: Stated
) -> Iterator[Measurement]:
    """All columns together: how well a classifier tells the two apart, and the least p-value.

    joint: the test with its adjusted p-value. adjusted: of every test, by Holm: the least is that
    of "nothing has moved".
    """
    undetermined_reason, sizes = (
        rows.undetermined_reason(stated.smallest_group),
        (rows.now, rows.before),
    )
    yield p_value_of((), min(adjusted, default=1.0), sizes, undetermined_reason, stated)
    if joint is None:
        reason = (
            undetermined_reason or "there is no column, or there are too few rows, to learn from"
        )
        yield Undetermined(AREA, (), reason, sizes)
        return
    test, p_value = joint
    both, sizes = test.areas, (test.now, test.before)
    evidence = bounded(both.roc, both.roc_error**2, min(both.positives, both.negatives))
    yield stated_value(
        AREA,
        (),
        both.roc,
        "gaffke (delong)",
        evidence,
        sizes,
        undetermined_reason,
        stated,
        p_value=p_value,
    )


def p_value_of(
    group: Group,
    p_value: float,
    sizes: tuple[int, int],
    undetermined_reason: str | None,
    stated: Stated,
) -> Measurement:
    """A p-value, by whose limits a rule can fail and never passes."""
    return stated_value(
        P,
        group,
        p_value,
        f"{P_VALUE} (holm)",
        (p_value,),
        sizes,
        undetermined_reason,
        stated,
        p_value=p_value,
    )


def of_stream(columns: Sequence[Watched], stated: Stated) -> Iterator[Measurement]:
    """How far the stream so far lies from its reference, with limits that hold at every look."""
    for each in columns:
        group: Group = (("column", each.name),)
        rows, distance = int(each.rows[-1]), float(each.distance[-1])
        undetermined_reason = next(
            (too_few(size, stated.smallest_group) for size in (each.reference, rows)
             if size < max(stated.smallest_group, LEAST_ROWS)), None,
        )  # fmt: skip
        if not each.reference or not rows:
            yield Undetermined(
                STREAM, group, undetermined_reason or "there are no rows", (rows, each.reference)
            )
            continue
        evidence = distance, *map(float, (each.reference, rows, each.sorts, LEAST_ROWS))
        yield stated_value(
            STREAM,
            group,
            distance,
            GROWING,
            evidence,
            (rows, each.reference),
            undetermined_reason,
            stated,
        )
