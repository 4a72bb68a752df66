"""From rows that stand or fall to measurements: overall, by protected group, and their gaps."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags
from audits.data.dataset import Dataset
from audits.data.groups import Division, divisions_of, row_groups
from audits.measurement import Estimate, Group, Interval, Measurement, Undetermined
from audits.probing.probe import Evidence, Metric, Scale
from audits.probing.subject import Subject
from audits.robustness.attacked_rows import Attacked
from audits.statistics.censored_quantiles import METHOD, limits_of
from audits.statistics.share_measurements import Pair, Share, Stated, gap, rate
from audits.statistics.shares import too_few
from audits.statistics.with_interval import estimate


@dataclass(frozen=True)
class Names:
    """The metrics of one attack: of what still stands, of what was broken, and of their gaps.

    quoted: the place of the first among the numbers to quote (`Metric.quoted`).
    """

    standing: str
    success: str
    difference: str
    clean: str
    quoted: int | None = None

    def metrics(self, attack: str) -> tuple[Metric, ...]:
        """Their declarations. attack: what tried it, as a sentence says it."""
        attacked = partial(Metric, evidence=Evidence.ATTACK)
        return (
            attacked(
                self.standing,
                f"Share of rows that are still answered rightly under {attack}, of all rows "
                "attacked, those that were wrong before among them.",
                Scale.SHARE,
                title=f"accuracy under {attack}",
                quoted=self.quoted,
            ),
            attacked(
                self.success,
                f"Of the rows answered rightly before, the share whose answer {attack} turned.",
                Scale.SHARE,
                title=f"share broken by {attack}",
            ),
            attacked(
                self.difference,
                f"Accuracy under {attack} of the group minus the reference group's; 0 is equality.",
                Scale.SHARE_DIFFERENCE,
                overall=False,
                two_sided=True,
                null=0.0,
                title=f"gap in accuracy under {attack}",
                compares=(self.standing,),
            ),
            Metric(
                self.clean,
                f"Share of the same rows that are answered rightly before {attack}.",
                Scale.SHARE,
                title=f"accuracy of the same rows before {attack}",
            ),
        )


@dataclass(frozen=True)
class Outcome:
    """standing, right: shape (rows,): right under the attack, and right before it.

    note: attack and budget, which stand in the method behind each interval.
    """

    attacked: Attacked
    standing: Flags
    note: str
    stated: Stated

    @property
    def right(self) -> Flags:
        """Shape (rows,): answered rightly before any attack."""
        return self.attacked.right


def share(
    metric: str, group: Group, hits: int, trials: int, stated: Stated, note: str = ""
) -> Measurement:
    """hits of so many trials, with Wilson's interval; the note stands in the method's bracket."""
    if not trials:
        return Undetermined(metric, group, too_few(0, stated.smallest_group), 0)
    return noted(rate(metric, group, Share(hits, trials, trials), stated), note)


def noted(measurement: Measurement, note: str) -> Measurement:
    """The measurement with a note for readers behind its method's name."""
    if not note or isinstance(measurement, Undetermined):
        return measurement
    return replace(measurement, method=f"{measurement.method} ({note})")


def everyone(names: Names, outcome: Outcome) -> Iterator[Measurement]:
    """Overall: what stands, what was broken, and what was right before."""
    yield from _of(names, (), outcome, np.ones(len(outcome.standing), dtype=bool))


def _of(names: Names, group: Group, outcome: Outcome, rows: Flags) -> Iterator[Measurement]:
    right, standing = outcome.right & rows, outcome.standing & rows
    total, before = int(rows.sum()), int(right.sum())
    stated, note = outcome.stated, outcome.note
    yield share(names.standing, group, int(standing.sum()), total, stated, note)
    broken = before - int((standing & right).sum())
    yield share(names.success, group, broken, before, stated, note)
    yield share(names.clean, group, before, total, stated)


def by_group(names: Names, subject: Subject, outcome: Outcome) -> Iterator[Measurement]:
    """The same of each protected group, and the gaps to the reference group."""
    for division, codes in divided(subject, outcome.attacked.data):
        for code, group in enumerate(division.groups):
            yield from _of(names, group, outcome, codes == code)
        yield from gaps(
            names.difference, division, codes, outcome.standing, outcome.stated, outcome.note
        )


def divided(
    subject: Subject, data: Dataset
) -> Iterator[tuple[Division, NDArray[np.signedinteger]]]:
    """Each division of some rows of the audit into groups, with the group of each row.

    data: these rows alone. The reference is that of all rows of the audit, so that it does not hang
    on which are taken.
    """
    columns = data.having(subject.protected[0].role) if subject.protected else ()
    whole = {
        division.attributes: division.reference
        for division in divisions_of(subject.data, subject.protected, subject.warn)
    }
    divisions = divisions_of(data, columns, subject.warn)
    own = [
        replace(division, reference=whole.get(division.attributes, division.reference))
        for division in divisions
    ]
    yield from row_groups(columns, own)


def gaps(
    metric: str,
    division: Division,
    codes: NDArray[np.signedinteger],
    hits: Flags,
    stated: Stated,
    note: str,
) -> Iterator[Measurement]:
    """The share of hits of each known group minus the reference group's."""
    reference = division.reference
    known = [code for code in range(len(division.groups)) if division.known[code]]
    if reference is None or len(known) < 2:
        return
    base = np.zeros(len(codes), dtype=bool)
    if reference in division.groups:
        base = codes == division.groups.index(reference)
    other = _share_of(hits, base)
    for code in known:
        group = division.groups[code]
        if group != reference:
            pair = Pair(_share_of(hits, codes == code), other)
            yield noted(gap(metric, group, reference, pair, stated), note)


def _share_of(hits: Flags, rows: Flags) -> Share:
    total = int(rows.sum())
    return Share(int((hits & rows).sum()), total, total)


def smallest(
    metric: str,
    group: Group,
    quantile: float,
    rows: int,
    tried: Sequence[tuple[float, int]],
    stated: Stated,
    note: str,
    *,
    wrap: Callable[[Measurement], Measurement] = lambda measured: measured,
) -> Measurement:
    """The least of the sizes tried that turned this share of the rows, with its exact limits.

    tried: sizes from small to large, each with how many rows it and smaller ones turned. wrap: what
    is made of the measurement. Where no size turned so many it is undetermined: it lies beyond.
    """
    evidence = (quantile, float(rows), *(float(limit) for pair in tried for limit in pair))
    value = next((size for size, turned in tried if turned >= quantile * rows), None)
    if value is None:
        turned = tried[-1][1] if tried else 0
        end = f" ({tried[-1][0]:.4g})" if tried else ""
        reason = f"beyond what was tried: the largest size{end} turned {turned:,} of {rows:,} rows"
        return wrap(Undetermined(metric, group, reason, rows))
    if rows < stated.smallest_group:
        undetermined_reason, ends = (
            too_few(rows, stated.smallest_group),
            limits_of(evidence, stated.confidence),
        )
        return wrap(
            Undetermined(metric, group, undetermined_reason, rows, (value, Interval(*ends)))
        )
    method = f"{METHOD} ({note})"
    return wrap(estimate(metric, group, value, method, evidence, rows, stated))


def value_of(measurement: Measurement) -> tuple[float, Interval] | None:
    """Value and interval, determined or not; None where there is no value."""
    if isinstance(measurement, Estimate):
        return measurement.value, measurement.interval
    return measurement.raw
