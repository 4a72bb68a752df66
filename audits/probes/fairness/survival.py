"""Whether a higher score goes with an earlier event, as well in each group."""

from collections.abc import Iterator, Mapping

import numpy as np

from audits.data.groups import Division, compared, divisions_of, row_groups
from audits.fairness.followed_rows import Index, followed_rows
from audits.fairness.reversed_scores import runs_backwards
from audits.measurement import Estimate, Group, Measurement, Undetermined
from audits.probing.probe import Asks, Idle, Metric, Scale, Subject, probe
from audits.specification.counts import counted
from audits.specification.parameter_bounds import Confidence, SmallestGroup
from audits.specification.roles import Role
from audits.statistics.shares import Stated
from audits.statistics.with_interval import stated_value

CONCORDANCE, DIFFERENCE = "concordance", "concordance_difference"
NO_PAIR = "no two rows can be compared"


@probe(
    metrics=(
        Metric(
            CONCORDANCE,
            "Of two rows of which one is known to have had the event first, how often that one has "
            "the higher score; 0.5 is chance.",
            Scale.UNIT,
            null=0.5,
            title="concordance index",
            column=75,
            idle=Idle.NULL,
        ),
        Metric(
            DIFFERENCE,
            "Concordance index of the group minus the reference's.",
            Scale.DIFFERENCE,
            overall=False,
            two_sided=True,
            null=0.0,
            title="concordance difference",
        ),
    ),
    needs=(Role.DURATION,),
    asks=Asks.SCORE,
    honours=(Role.CLUSTER, Role.DURATION, Role.EVENT),
)
def survival(
    subject: Subject, *, smallest_group: SmallestGroup = 30, confidence: Confidence = 0.95
) -> Iterator[Measurement]:
    """Harrell's concordance index of a risk score, overall and by group, and its differences.

    Rows were followed for a time (the role `duration`) that ended with the event or not (the role
    `event`; without such a column all did). A larger score means that the event is expected
    sooner. Groups are each compared within themselves. The index depends on how long rows were
    followed: groups that were followed otherwise may differ for that alone.

    smallest_group: fewer rows with the event are undetermined.
    confidence: of every interval.
    """
    stated = Stated(confidence, smallest_group)
    followed = followed_rows(subject)
    overall = measured((), followed.index_of(np.ones(len(followed.rows), dtype=bool)), stated)
    _tell_of_reversal(overall, subject)
    yield overall
    divisions = divisions_of(subject.data, subject.protected, subject.warn)
    for division, codes in row_groups(subject.protected, divisions):
        of_rows = codes[followed.rows]
        indices = {
            group: followed.index_of(of_rows == code) for code, group in enumerate(division.groups)
        }
        for group, index in indices.items():
            yield measured(group, index, stated)
        yield from _differences(division, indices, stated)


def _tell_of_reversal(measurement: Measurement, subject: Subject) -> None:
    """A score that goes with later events, by more than chance, may be a time."""
    if isinstance(measurement, Estimate) and runs_backwards(measurement):
        subject.warn(
            f"the score runs backwards: rows with the larger ones had the event later (concordance "
            f"{measurement.value:.3f}). A larger score means sooner: turn round a predicted time; "
            "and where the `event` says who was lost from sight, name its other value as `positive`"
        )


def measured(group: Group, index: Index, stated: Stated) -> Measurement:
    """The concordance of one group, undetermined where too little was seen."""
    too_little = _lacking(index, stated.smallest_group)
    own = index.concordance
    if own is None:
        return Undetermined(CONCORDANCE, group, too_little or NO_PAIR, index.rows)
    note = "" if own.clusters is None else f", {own.clusters} clusters"
    method = f"gaffke (harrell{note})"
    return stated_value(
        CONCORDANCE, group, own.value, method, own.evidence, index.rows, too_little, stated
    )


def _lacking(index: Index, smallest_group: int) -> str | None:
    """Why nothing can be said of so few events, or clusters; None where enough were seen."""
    if index.events < smallest_group:
        events = counted(index.events, "row with the event", "rows with the event")
        return f"{events} where {smallest_group} are needed"
    own = index.concordance
    if own is not None and own.lacking_clusters is not None:
        return own.lacking_clusters
    return NO_PAIR if own is None else None


def _differences(
    division: Division, indices: Mapping[Group, Index], stated: Stated
) -> Iterator[Measurement]:
    """Each known group's index minus that of the reference."""
    for group, reference, _ in compared(division):
        base = indices.get(reference, Index(None, 0, 0))
        yield _difference(group, reference, indices[group], base, stated)


def _difference(
    group: Group, reference: Group, own: Index, base: Index, stated: Stated
) -> Measurement:
    sizes = (own.rows, base.rows)
    too_little = _lacking(own, stated.smallest_group)
    of_base = _lacking(base, stated.smallest_group)
    if too_little is None and of_base is not None:
        too_little = f"the reference: {of_base}"
    first, second = own.concordance, base.concordance
    if first is None or second is None:
        return Undetermined(DIFFERENCE, group, too_little or NO_PAIR, sizes, reference=reference)
    return stated_value(
        DIFFERENCE, group, first.value - second.value, "gaffke-difference (harrell)",
        first.beside(second), sizes, too_little, stated, reference=reference,
    )  # fmt: skip
