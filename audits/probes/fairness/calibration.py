"""Whether a score of 0.7 means seven in ten, in each group."""

from collections.abc import Callable, Iterator

import numpy as np

from audits.data.clusters import FEWEST_CLUSTERS, too_few_clusters
from audits.data.dataset import Kind, Role
from audits.data.groups import divisions_of, row_groups
from audits.measurement import (
    Exhibit,
    Group,
    Measurement,
    Undetermined,
    group_to_json,
    interval_to_json,
)
from audits.probing.probe import Asks, Metric, Scale, Subject, probe
from audits.probing.scored_rows import scored
from audits.specification.parameter_bounds import Confidence, Draws, SmallestGroup
from audits.statistics.bounded_means import bounded
from audits.statistics.brier_scores import Brier, brier
from audits.statistics.calibration import FEWEST_IN_BIN, Bins, calibration_error
from audits.statistics.intervals import limits
from audits.statistics.ranked_scores import Ranked
from audits.statistics.share_measurements import Stated, too_few
from audits.statistics.with_interval import stated_value


@probe(
    metrics=(
        Metric(
            "brier_score",
            "Mean squared distance of the probability and what happened; 0 is perfect.",
            Scale.UNIT,
            title="Brier score",
        ),
        Metric(
            "expected_calibration_error",
            "Mean distance of probability and frequency over 15 bins of equal size, debiased.",
            Scale.UNIT,
            null=0.0,
            column=80,
        ),
    ),
    honours=(Role.WEIGHT, Role.COUNT, Role.CLUSTER),
    needs=(Role.LABEL,),
    asks=Asks.SCORE,
    label=Kind.CATEGORY,
    version=3,
)
def calibration(
    subject: Subject,
    *,
    smallest_group: SmallestGroup = 30,
    confidence: Confidence = 0.95,
    draws: Draws = 2000,
) -> Iterator[Measurement | Exhibit]:
    """Brier score and expected calibration error of the score, overall and by group.

    smallest_group: a group with fewer rows is undetermined, with its raw value.
    confidence: of every interval.
    draws: simulated data sets of each group's calibration test and interval.
    """
    stated = Stated(confidence, smallest_group)
    scores = scored(subject)
    overall = scores.everyone()
    low, high = overall.limits
    divisions = divisions_of(subject.data, subject.protected, subject.warn)
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
    yield from calibration_of_group((), overall, stated, draws, subject.rng, drawn)
    # An array as long as the data: let go before the groups' is made.
    del overall
    for division, group in row_groups(subject.protected, divisions):
        for name, of_group in zip(
            division.groups, scores.groups(group, len(division.groups)), strict=True
        ):
            yield from calibration_of_group(name, of_group, stated, draws, subject.rng, drawn)
    yield Exhibit("calibration", "Frequency against probability", {"groups": drawn})


def calibration_of_group(
    group: Group,
    ranked: Ranked,
    stated: Stated,
    draws: int,
    rng: Callable[[str], np.random.Generator],
    drawn: list[dict[str, object]],
) -> Iterator[Measurement]:
    """Both metrics of one group; its bins are added to what is drawn."""
    rows = ranked.rows
    if rows < 2:
        for metric in ("brier_score", "expected_calibration_error"):
            yield Undetermined(metric, group, too_few(rows, stated.smallest_group), rows)
        return
    loss = brier(ranked)
    undetermined_reason = _too_few(ranked, loss, stated.smallest_group)
    degrees_of_freedom = 0.0 if loss.clusters is None else float(max(1, loss.clusters - 1))
    method = "gaffke" if loss.clusters is None else f"gaffke ({loss.clusters} clusters)"
    evidence = bounded(loss.value, loss.variance, loss.units, degrees_of_freedom)
    yield stated_value(
        "brier_score", group, loss.value, method, evidence, rows, undetermined_reason, stated
    )
    purpose = "calibration " + "".join(f"{name}={value};" for name, value in group)
    error = calibration_error(ranked, draws, rng(purpose))
    if not group or (len(group) == 1 and rows >= stated.smallest_group):
        drawn.append({"group": group_to_json(group), "bins": _bins(error.bins, stated)})
    metric = "expected_calibration_error"
    method = f"bootstrap ({draws} draws, debiased)"
    interval = limits(method, error.evidence, stated.confidence)
    undetermined_reason = undetermined_reason or _too_thin(error.bins, loss)
    if interval.lower >= interval.upper:
        yield Undetermined(metric, group, "no variation", rows)
    else:
        yield stated_value(
            metric, group, error.value, method, error.evidence, rows, undetermined_reason, stated,
            p_value=error.p_value,
        )  # fmt: skip


def _too_few(scores: Ranked, loss: Brier, smallest_group: int) -> str | None:
    """Why neither number decides anything, or None."""
    if scores.rows < smallest_group:
        return too_few(scores.rows, smallest_group)
    if scores.effective < smallest_group * (1 - 1e-9):
        return f"{scores.effective:.1f} effective rows where {smallest_group} are needed"
    if loss.clusters is not None and loss.clusters < FEWEST_CLUSTERS:
        return too_few_clusters(loss.clusters)
    return None


def _too_thin(bins: Bins, loss: Brier) -> str | None:
    """Why the bins tell nothing of the error, where the Brier score is told; or None."""
    if loss.clusters is not None:
        return (
            "rows are clustered, and its test and interval take them one by one; one row of each "
            "cluster would do"
        )
    number, needed = len(bins.rows), FEWEST_IN_BIN * len(bins.rows)
    if float(bins.rows.sum()) < needed * (1 - 1e-9):
        return f"{bins.rows.sum():.0f} rows in {number} bins where {needed} are needed"
    return None


def _bins(bins: Bins, stated: Stated) -> list[dict[str, object]]:
    described: list[dict[str, object]] = []
    for index in range(len(bins.weight)):
        rows = float(bins.rows[index])
        observed = float(bins.observed[index])
        interval = limits("wilson", (observed * rows, rows), stated.confidence)
        described.append(
            {
                "lower": float(bins.lower[index]),
                "upper": float(bins.upper[index]),
                "mean_score": float(bins.score[index]),
                "observed": observed,
                "interval": interval_to_json(interval),
                "n": round(rows),
            }
        )
    return described
