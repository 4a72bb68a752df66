"""What do the faults that inputs have in the field do to the answers?"""

from collections.abc import Iterator
from typing import Annotated

import numpy as np
from pydantic import Field

from audits.data.arrays import Floats
from audits.errors import NotApplicable
from audits.measurement import Exhibit, Group, Measurement, Undetermined
from audits.models import Classifier
from audits.planning import forward_passes
from audits.probing.probe import Metric, Scale, Subject, probe
from audits.robustness import corruption_exhibits
from audits.robustness.corrupting import SEVERITIES, Corrupted, corrupted, mean_of
from audits.robustness.corruption_errors import error_by_row
from audits.robustness.measuring import divided, share
from audits.specification.parameter_bounds import (
    Between,
    Confidence,
    MostQueries,
    Rows,
    SmallestGroup,
)
from audits.specification.roles import Kind, Role
from audits.statistics.gaps_of_means import gap_of_means
from audits.statistics.shares import Stated

ACCURACY, CLEAN = "corruption_accuracy", "corruption_clean_accuracy"
LOST, GAP = "corruption_loss", "corruption_accuracy_difference"
MEAN_ERROR = "mean_corruption_error"


@probe(
    metrics=(
        Metric(
            ACCURACY,
            "Share of right answers to rows with faults, over all corruptions and severities, or "
            "those that are named.",
            Scale.SHARE,
            title="accuracy under corruptions",
            quoted=60,
        ),
        Metric(
            CLEAN,
            "Share of right answers to the same rows without a fault.",
            Scale.SHARE,
            title="accuracy of the same rows without corruptions",
        ),
        Metric(
            LOST,
            "Accuracy without a fault minus accuracy with one, of the same rows.",
            Scale.SHARE_DIFFERENCE,
            two_sided=True,
            null=0.0,
            title="accuracy lost to corruptions",
        ),
        Metric(
            GAP,
            "Accuracy under corruptions of the group minus the reference group's; 0 is equality.",
            Scale.SHARE_DIFFERENCE,
            overall=False,
            two_sided=True,
            null=0.0,
            title="gap in accuracy under corruptions",
            compares=(ACCURACY,),
        ),
        Metric(
            MEAN_ERROR,
            "Errors under each corruption over the baseline's, their mean over corruptions; 1 is "
            "as many as the baseline has. Hendrycks & Dietterich 2019.",
            Scale.RATIO,
            null=1.0,
        ),
    ),
    needs=(Role.LABEL,),
    label=Kind.CATEGORY,
    model=Classifier,
    passes=forward_passes.corruptions,
    sampled=({"corrupted_rows": 100}, {"corrupted_rows": 50}),
    by_default=False,
    version=2,
)
def corruptions(
    subject: Subject,
    *,
    kinds: Annotated[tuple[str, ...], Field(max_length=40)] = (),
    corrupted_rows: Rows = 200,
    most_queries: MostQueries | None = None,
    baseline: dict[str, Annotated[float, Between(0.0001, 1)]] | None = None,
    smallest_group: SmallestGroup = 30,
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """Accuracy against the severity of faults that nobody meant: noise, blur, typos, missing cells.

    Pictures get noise, blur, weather and digital loss at the five severities of Hendrycks &
    Dietterich 2019; texts typos, spaces, look-alike letters and capitals, and tables missing cells,
    wrong units, rounding, stale cells and swapped columns, in 5, 10, 20, 35 and 50 of 100 words or
    rows; English texts are also said in another dialect, at one to five of five places. All of it
    against the true label, beside the same rows without a fault. A mean over corruptions is taken
    row by row first: a row is one row however often it is asked.

    kinds: which corruptions, by name; left out, all that fit.
    corrupted_rows: at most so many labelled rows, spread evenly; a picture that stands twice
        counts once.
    baseline: by corruption the mean error of another model over the severities, such as
        `{gaussian_noise: 0.89}`; then the mean corruption error is measured against it.
    most_queries: questions in all; fewer rows where they do not reach.
    smallest_group: a rate of fewer rows is undetermined, with its raw value.
    confidence: of every interval.
    """
    stated = Stated(confidence, smallest_group)
    result = corrupted(subject, corrupted_rows, kinds, most_queries)
    clean = result.rows.right
    yield share(CLEAN, (), int(clean.sum()), len(clean), stated)
    yield _mean(ACCURACY, (), result.by_row, stated)
    yield _mean(LOST, (), clean - result.by_row, stated)
    for severity in SEVERITIES:
        yield _mean(ACCURACY, (("severity", str(severity)),), result.at_severity(severity), stated)
    for name, right in result.right.items():
        named: Group = (("corruption", name),)
        yield _mean(ACCURACY, named, right.mean(axis=0), stated)
        yield _mean(LOST, named, clean - right.mean(axis=0), stated)
        for severity in SEVERITIES:
            group = (*named, ("severity", str(severity)))
            hits = int(right[severity - 1].sum())
            yield share(ACCURACY, group, hits, len(clean), stated)
    for name, reason in result.left_out.items():
        yield Undetermined(ACCURACY, (("corruption", name),), reason, 0)
    yield from _by_group(subject, result, stated)
    if baseline is not None:
        yield _against(result, baseline, stated)
    yield from corruption_exhibits.shown(subject, result, stated)


def _mean(metric: str, group: Group, values: Floats, stated: Stated) -> Measurement:
    return mean_of(metric, group, values, stated, least=-1.0 if metric == LOST else 0.0)


def _by_group(subject: Subject, result: Corrupted, stated: Stated) -> Iterator[Measurement]:
    """Each protected group over all faults and at each severity, and the gaps to the reference."""
    clean, by_row = result.rows.right, result.by_row
    for division, codes in divided(subject, result.rows.data):
        for code_of_group, group in enumerate(division.groups):
            here = codes == code_of_group
            yield share(CLEAN, group, int(clean[here].sum()), int(here.sum()), stated)
            if not here.any():
                continue
            yield _mean(ACCURACY, group, by_row[here], stated)
            yield _mean(LOST, group, (clean - by_row)[here], stated)
            for severity in SEVERITIES:
                named = (*group, ("severity", str(severity)))
                yield _mean(ACCURACY, named, result.at_severity(severity)[here], stated)
        yield from gap_of_means(GAP, division, codes, by_row, stated)
        for severity in SEVERITIES:
            more: Group = (("severity", str(severity)),)
            yield from gap_of_means(
                GAP, division, codes, result.at_severity(severity), stated, more
            )


def _against(result: Corrupted, baseline: dict[str, float], stated: Stated) -> Measurement:
    """The mean corruption error over the corruptions that both have."""
    names = [name for name in result.right if name in baseline]
    if not names:
        raise NotApplicable(
            f"the baseline has none of the corruptions: {', '.join(result.right)}",
            "give `baseline` the mean error of each by its name",
        )
    wrong = np.array([~result.right[name] for name in names])
    errors = error_by_row(wrong, names, baseline)
    most = float(np.mean([1 / baseline[name] for name in names]))
    return mean_of(MEAN_ERROR, (), errors, stated, greatest=most)
