"""Where rows have several labels: how near the answered set is to the true one, by group."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from audits.data.arrays import Flags
from audits.data.groups import compared, divisions_of, row_groups
from audits.fairness.label_sets import LabelSets
from audits.fairness.label_sets import label_sets as sets_of
from audits.fairness.set_scores import OF_ROWS, macro_f1, mean_over_rows, micro_f1
from audits.measurement import Group, Measurement, Undetermined
from audits.probing.probe import Metric, Scale, Shown, Subject, probe
from audits.specification.counts import counted
from audits.specification.parameter_bounds import Confidence, SmallestGroup
from audits.specification.roles import Role
from audits.statistics.jackknifed import Jackknifed
from audits.statistics.shares import Stated
from audits.statistics.with_interval import stated_value

MICRO, MACRO = "micro_f1", "macro_f1"
# Name, title and meaning; of each the difference between groups is told too.
_SCORES = (
    (MICRO, "micro F1", "F1 of all pairs of a row and a label together: frequent labels decide."),
    (MACRO, "macro F1", "Mean of the labels' F1: a rare label counts as much as a frequent one."),
    ("samples_f1", "F1 over rows", "F1 of each row's answered and true labels, mean over rows."),
    (
        "samples_jaccard",
        "Jaccard index over rows",
        "Labels in both sets over labels in either, mean over rows.",
    ),
    ("subset_accuracy", "whole sets right", "Share of rows of which every label is right."),
    ("hamming_loss", "Hamming loss", "Share of a row's labels that are wrong, mean over rows."),
)
METHOD = "gaffke (over rows)"
NO_LABEL = "no row has any label"


def _metrics() -> Iterator[Metric]:
    for position, (name, title, meaning) in enumerate(_SCORES):
        shown = Shown.FIRST if name == MICRO else Shown.FOLDED
        column = {0: 79, 1: 81}.get(position)
        yield Metric(name, meaning, Scale.UNIT, title=title, shown=shown, column=column)
        yield Metric(
            f"{name}_difference", f"{title} of the group minus the reference's.",
            Scale.DIFFERENCE, overall=False, two_sided=True, null=0.0, title=f"{title} difference",
        )  # fmt: skip


@probe(
    metrics=tuple(_metrics()),
    needs=(Role.LABEL_SET, Role.ANSWER_SET),
    honours=(Role.CLUSTER, Role.LABEL_SET, Role.ANSWER_SET),
)
def label_sets(
    subject: Subject, *, smallest_group: SmallestGroup = 30, confidence: Confidence = 0.95
) -> Iterator[Measurement]:
    """F1 by three averages, Jaccard index, whole sets right and Hamming loss, overall and by group.

    A row may have several labels at once. Its true ones and those that were answered are lists, or
    come of `label_set`. Rows are what varies: all of a row's labels stay together. A row without
    any label to which none was answered is right. The macro F1 is of the labels that some row has,
    and undetermined where one of them has none, or the two sets hold one in too few rows.

    smallest_group: fewer rows are undetermined; so is the macro F1 where a label has fewer.
    confidence: of every interval.
    """
    stated = Stated(confidence, smallest_group)
    sets = sets_of(subject)
    yield from _told((), _scores(sets, np.ones(len(sets.rows), dtype=bool), stated), stated)
    divisions = divisions_of(subject.data, subject.protected, subject.warn)
    for division, codes in row_groups(subject.protected, divisions):
        of_rows = codes[sets.rows]
        scores = [_scores(sets, of_rows == code, stated) for code in range(len(division.groups))]
        for group, own in zip(division.groups, scores, strict=True):
            yield from _told(group, own, stated)
        nobody = _scores(sets, np.zeros(len(sets.rows), dtype=bool), stated)
        for group, reference, (code, base) in compared(division):
            other = scores[base] if base >= 0 else nobody
            yield from _gaps(group, reference, scores[code], other, stated)


@dataclass(frozen=True, eq=False)
class _Score:
    """One metric of some rows. why: what keeps it from deciding anything, or None."""

    metric: str
    value: Jackknifed | None
    rows: int
    why: str | None


def _scores(sets: LabelSets, whose: Flags, stated: Stated) -> list[_Score]:
    truth, answered = sets.truth[whose], sets.answered[whose]
    clusters = None if sets.clusters is None else sets.clusters[whose]
    rows = len(truth)
    scores = []
    for metric, _, _ in _SCORES:
        if metric == MACRO:
            value, why = macro_f1(truth, answered, clusters), _rarest(sets, truth, answered, stated)
        elif metric == MICRO:
            value, why = micro_f1(truth, answered, clusters), None
        else:
            values = OF_ROWS[metric](truth, answered)
            value, why = mean_over_rows(values, clusters) if rows else None, None
        if rows < stated.smallest_group:
            why = f"{counted(rows, 'row', 'rows')} where {stated.smallest_group} are needed"
        elif value is None:
            why = NO_LABEL
        else:
            why = value.lacking_clusters or why
        scores.append(_Score(metric, value, rows, why))
    return scores


def _rarest(sets: LabelSets, truth: Flags, answered: Flags, stated: Stated) -> str | None:
    """Why the mean over labels decides nothing: a label is in no row here, or in too few sets."""
    there, either = truth.sum(axis=0), (truth | answered).sum(axis=0)
    # A label that no row of the whole table has is no part of the question, and told.
    asked = sets.truth.any(axis=0)
    if (there[asked] == 0).any():
        name = sets.names[int(np.flatnonzero(asked & (there == 0))[0])]
        return f"no row here has the label {name!r}"
    if not asked.all():
        return f"no row has the label {sets.names[int(np.argmin(asked))]!r}"
    least = int(either.argmin()) if len(either) else 0
    if len(either) and either[least] < stated.smallest_group:
        sizes = counted(int(either[least]), "row", "rows")
        return f"label {sets.names[least]!r} has {sizes} where {stated.smallest_group} are needed"
    return None


def _told(group: Group, scores: list[_Score], stated: Stated) -> Iterator[Measurement]:
    for one in scores:
        if one.value is None:
            yield Undetermined(one.metric, group, one.why or NO_LABEL, one.rows)
            continue
        yield stated_value(
            one.metric, group, one.value.value, METHOD, one.value.evidence, one.rows, one.why,
            stated,
        )  # fmt: skip


def _gaps(
    group: Group, reference: Group, own: list[_Score], base: list[_Score], stated: Stated
) -> Iterator[Measurement]:
    for one, other in zip(own, base, strict=True):
        metric, sizes = f"{one.metric}_difference", (one.rows, other.rows)
        why = one.why
        if why is None and other.why is not None:
            why = f"the reference: {other.why}"
        if one.value is None or other.value is None:
            yield Undetermined(metric, group, why or NO_LABEL, sizes, None, reference)
            continue
        yield stated_value(
            metric, group, one.value.value - other.value.value,
            METHOD.replace("gaffke", "gaffke-difference"), one.value.beside(other.value), sizes,
            why, stated, reference=reference,
        )  # fmt: skip
