"""How far predicted numbers are off, in which direction, and for whom."""

from collections.abc import Iterator

import numpy as np

from audits.data.clusters import cluster_codes
from audits.data.dataset import Kind, Role
from audits.data.groups import Division, divisions_of, row_groups, slices
from audits.data.row_weights import amounts
from audits.errors import NotApplicable
from audits.measurement import Group, Measurement, Undetermined, WhyNot
from audits.probing.probe import Asks, Metric, Scale, Subject, probe
from audits.specification.counts import counted
from audits.specification.parameter_bounds import Confidence, SmallestGroup
from audits.statistics.residuals import NO_SPREAD, Pairs, Residuals, residuals
from audits.statistics.share_measurements import Stated, too_few
from audits.statistics.unbounded_means import difference, unlimited

MEANINGS = {
    "mean_absolute_error": "Mean distance of the prediction from the label.",
    "root_mean_squared_error": "Root of the mean squared distance of prediction and label.",
    "mean_error": "Mean of prediction minus label: above 0, predictions are too high.",
    "r_squared": "Share of the label's variance that the prediction explains.",
}
# Places of these among the columns of the terminal's table.
COLUMNS = (50, 110, 60, 120)


@probe(
    metrics=(
        *(
            Metric(
                name,
                meaning,
                Scale.UNIT if name == "r_squared" else Scale.NUMBER,
                two_sided=name == "mean_error",
                null=0.0 if name in ("mean_error", "r_squared") else None,
                title="R²" if name == "r_squared" else "",
                column=column,
            )
            for (name, meaning), column in zip(MEANINGS.items(), COLUMNS, strict=True)
        ),
        *(
            Metric(
                f"{name}_difference",
                f"{name.replace('_', ' ').capitalize()} of the group minus the reference's.",
                Scale.DIFFERENCE,
                overall=False,
                two_sided=True,
                null=0.0,
                title="R² difference" if name == "r_squared" else "",
            )
            for name in MEANINGS
        ),
    ),
    honours=(Role.WEIGHT, Role.COUNT, Role.CLUSTER),
    needs=(Role.LABEL,),
    asks=Asks.PREDICTION,
    label=Kind.NUMBER,
    version=5,
)
def regression_error(
    subject: Subject, *, smallest_group: SmallestGroup = 30, confidence: Confidence = 0.95
) -> Iterator[Measurement]:
    """Errors of predicted numbers overall and by group, and their differences.

    smallest_group: a group with fewer rows is undetermined, with its raw values; numbers without
    limits need 2,000 rows whatever it says, a mean error 1,000.
    confidence: of every interval.
    """
    stated = Stated(confidence, smallest_group)
    label, predicted = subject.labels.numbers, subject.predicted_numbers
    rows = np.flatnonzero(np.isfinite(label) & np.isfinite(predicted)).astype(np.int32)
    if len(rows) == 0:
        raise NotApplicable("no row has both a label and a prediction", "give them their values")
    if len(rows) < len(label):
        one = "row lacks a label or a prediction: no error has it"
        many = "rows lack a label or a prediction: no error has them"
        subject.warn(counted(len(label) - len(rows), one, many))
    pairs = Pairs(label, predicted, *amounts(subject.data), cluster_codes(subject.data))
    yield from errors_of_group((), residuals(pairs.taken(rows)), stated)
    divisions = divisions_of(subject.data, subject.protected, subject.warn)
    for division, group in row_groups(subject.protected, divisions):
        parts = slices(rows, group, len(division.groups))
        yield from _division(
            division, [residuals(pairs.taken(rows_of_group)) for rows_of_group in parts], stated
        )


def errors_of_group(group: Group, residuals: Residuals, stated: Stated) -> Iterator[Measurement]:
    """Every figure of one group."""
    for metric in MEANINGS:
        figure = residuals.figures.get(metric, NO_SPREAD)
        if isinstance(figure, WhyNot):
            reason = _lacking(residuals, figure, stated)
            yield Undetermined(metric, group, reason, residuals.rows)
        else:
            yield unlimited(
                metric, group, figure.value, figure.mean, figure.method, figure.needs, stated
            )


def _lacking(residuals: Residuals, why_not: WhyNot, stated: Stated) -> str:
    is_small = residuals.rows < stated.smallest_group
    return too_few(residuals.rows, stated.smallest_group) if is_small else why_not.reason


def _division(
    division: Division, residuals: list[Residuals], stated: Stated
) -> Iterator[Measurement]:
    for group, own in zip(division.groups, residuals, strict=True):
        yield from errors_of_group(group, own, stated)
    reference = division.reference
    known = [index for index in range(len(division.groups)) if division.known[index]]
    if reference is None or len(known) < 2:
        return
    base = Residuals(0, {})
    if reference in division.groups:
        base = residuals[division.groups.index(reference)]
    for index in known:
        group = division.groups[index]
        if group != reference:
            for metric in MEANINGS:
                yield _gap(metric, group, reference, residuals[index], base, stated)


def _gap(
    metric: str, group: Group, reference: Group, own: Residuals, base: Residuals, stated: Stated
) -> Measurement:
    name = f"{metric}_difference"
    ours, theirs = (residuals_of.figures.get(metric, NO_SPREAD) for residuals_of in (own, base))
    sizes = own.rows, base.rows
    if isinstance(ours, WhyNot):
        why = _lacking(own, ours, stated)
        return Undetermined(name, group, why, sizes, None, reference)
    if isinstance(theirs, WhyNot):
        why = f"the reference: {_lacking(base, theirs, stated)}"
        return Undetermined(name, group, why, sizes, None, reference)
    values, means = (ours.value, theirs.value), (ours.mean, theirs.mean)
    return difference(name, group, reference, values, means, ours.method, ours.needs, stated)
