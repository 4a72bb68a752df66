"""Whether a score of 0.7 means seven in ten, in each group."""

from collections.abc import Iterator

from audits.calibration import Bins, brier, calibration_error
from audits.dataset import Kind, Role
from audits.groups import divisions_of, row_groups
from audits.intervals import limits
from audits.means import measured
from audits.measurement import (
    Estimate,
    Exhibit,
    Group,
    Measurement,
    Undetermined,
    group_to_json,
    interval_to_json,
)
from audits.ordered import Ranked
from audits.probe import Asks, Metric, Scale, Subject, probe
from audits.rates import Stated, too_few
from audits.scored import scored


@probe(
    metrics=(
        Metric(
            "brier_score",
            "Mean squared distance of the probability and what happened; 0 is perfect.",
            Scale.UNIT,
        ),
        Metric(
            "expected_calibration_error",
            "Mean distance of probability and frequency over 15 bins of equal size, debiased.",
            Scale.UNIT,
            null=0.0,
        ),
    ),
    honours=(Role.WEIGHT, Role.COUNT),
    needs=(Role.LABEL,),
    asks=Asks.SCORE,
    label=Kind.CATEGORY,
)
def calibration(
    subject: Subject,
    *,
    smallest_group: int = 30,
    confidence: float = 0.95,
    draws: int = 2000,
) -> Iterator[Measurement | Exhibit]:
    """Brier score and expected calibration error of the score, overall and by group.

    smallest_group: a group with fewer rows is undetermined, with its raw value.
    confidence: of every interval.
    draws: simulated data sets of each group's calibration test and interval.
    """
    stated = Stated(confidence, smallest_group)
    held = scored(subject)
    overall = held.everyone()
    low, high = overall.limits
    divisions = divisions_of(subject.data, subject.protected, subject.warnings)
    if low < 0 or high > 1:
        reason = f"not a probability: scores run from {low:g} to {high:g}"
        sizes: dict[Group, int] = {(): overall.rows}
        for division in divisions:
            sizes |= dict(zip(division.groups, division.rows.tolist(), strict=True))
        for name, size in sizes.items():
            for metric in ("brier_score", "expected_calibration_error"):
                yield Undetermined(metric, name, reason, size)
        return
    drawn: list[dict[str, object]] = []
    yield from _measured(subject, (), overall, stated, draws, drawn)
    # An array as long as the data: let go before the groups' is made.
    del overall
    for division, group in row_groups(subject.protected, divisions):
        for name, found in zip(
            division.groups, held.groups(group, len(division.groups)), strict=True
        ):
            yield from _measured(subject, name, found, stated, draws, drawn)
    yield Exhibit("calibration", "Frequency against probability", {"groups": drawn})


def _measured(
    subject: Subject,
    group: Group,
    held: Ranked,
    stated: Stated,
    draws: int,
    drawn: list[dict[str, object]],
) -> Iterator[Measurement]:
    """Both metrics of one group; its bins are added to what is drawn."""
    rows = held.rows
    if rows < 2:
        for metric in ("brier_score", "expected_calibration_error"):
            yield Undetermined(metric, group, too_few(rows, stated.smallest_group), rows)
        return
    yield measured("brier_score", group, brier(held), stated, within=(0.0, 1.0))
    purpose = "calibration " + "".join(f"{name}={value};" for name, value in group)
    found = calibration_error(held, draws, subject.rng(purpose))
    if not group or (len(group) == 1 and rows >= stated.smallest_group):
        drawn.append({"group": group_to_json(group), "bins": _bins(found.bins, stated)})
    metric = "expected_calibration_error"
    method = f"bootstrap ({draws} draws, debiased)"
    interval = limits(method, found.evidence, stated.confidence)
    if interval.lower >= interval.upper:
        yield Undetermined(metric, group, "no variation", rows)
    elif rows < stated.smallest_group:
        reason = too_few(rows, stated.smallest_group)
        yield Undetermined(metric, group, reason, rows, (found.value, interval))
    else:
        yield Estimate(
            metric,
            group,
            found.value,
            interval,
            stated.confidence,
            rows,
            method,
            found.evidence,
            p_value=found.p_value,
        )


def _bins(bins: Bins, stated: Stated) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for at in range(len(bins.weight)):
        rows = float(bins.rows[at])
        observed = float(bins.observed[at])
        interval = limits("wilson", (observed * rows, rows), stated.confidence)
        found.append(
            {
                "lower": float(bins.lower[at]),
                "upper": float(bins.upper[at]),
                "mean_score": float(bins.score[at]),
                "observed": observed,
                "interval": interval_to_json(interval),
                "n": round(rows),
            }
        )
    return found
