"""Whether the score puts the positive before the negative, as well in each group."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from audits.auc import Ranked, average_precision, precision_recall, roc_auc, slices
from audits.dataset import Kind, Role
from audits.errors import NotApplicable
from audits.groups import divisions_of, row_groups
from audits.intervals import limits
from audits.measurement import (
    Estimate,
    Exhibit,
    Group,
    Measurement,
    Undetermined,
    group_to_json,
)
from audits.probe import Asks, Metric, Scale, Subject, probe
from audits.rates import Stated
from audits.scored import Scored, scored

THRESHOLDS = 50


@probe(
    metrics=(
        Metric(
            "roc_auc",
            "Probability that a positive has a higher score than a negative; 0.5 is chance.",
            Scale.UNIT,
            null=0.5,
        ),
        Metric(
            "average_precision",
            "Precision averaged over recall; the share of positives is its chance level.",
            Scale.UNIT,
        ),
    ),
    needs=(Role.LABEL,),
    asks=Asks.SCORE,
    label=Kind.CATEGORY,
)
def ranking(
    subject: Subject, *, smallest_group: int = 30, confidence: float = 0.95
) -> Iterator[Measurement | Exhibit]:
    """Area under the ROC curve and average precision of the score, overall and by group.

    smallest_group: with fewer positives, or negatives, an area is undetermined.
    confidence: of every interval.
    """
    stated = Stated(confidence, smallest_group)
    held = scored(subject)
    order = held.sorted
    overall = held.ranked(order)
    yield from _measured((), overall, stated)
    if overall.both:
        yield _precision_recall(overall)
    # Arrays as long as the data: let go before the groups' are made.
    del overall
    divisions = divisions_of(subject.data, subject.protected, subject.warnings)
    for division, group in row_groups(subject.protected, divisions):
        for at, rows in enumerate(slices(order, group, len(division.groups))):
            yield from _measured(division.groups[at], held.ranked(rows), stated)
        if len(division.attributes) == 1:
            yield _thresholds(division.attributes[0], held, group, division.groups)


def _measured(group: Group, held: Ranked, stated: Stated) -> Iterator[Measurement]:
    size = held.rows_positive + held.rows_negative
    if not held.both:
        lacking = "positive" if held.rows_positive == 0 else "negative"
        for metric in ("roc_auc", "average_precision"):
            yield Undetermined(metric, group, f"no {lacking} rows", size)
        return
    few = _too_few(held, stated.smallest_group)
    area, error = roc_auc(held)
    if 0 < area < 1 and error > 0:
        yield _stated("roc_auc", group, area, "delong", (area, error), size, few, stated)
    else:
        rows = float(held.rows_positive), float(held.rows_negative)
        yield _stated("roc_auc", group, area, "newcombe-auc", (area, *rows), size, few, stated)
    value, error = average_precision(held)
    if 0 < value < 1 and error > 0:
        yield _stated("average_precision", group, value, "logit", (value, error), size, few, stated)
    else:
        # Every positive came before every negative: how sure is that of the next positive?
        ups = float(held.rows_positive)
        yield _stated("average_precision", group, value, "wilson", (ups, ups), size, few, stated)


def _too_few(held: Ranked, smallest_group: int) -> str | None:
    for rows, kind in ((held.rows_positive, "positive"), (held.rows_negative, "negative")):
        if rows < smallest_group:
            return f"{rows} {kind} row{'' if rows == 1 else 's'} where {smallest_group} are needed"
    return None


def _stated(
    metric: str,
    group: Group,
    value: float,
    method: str,
    evidence: tuple[float, ...],
    size: int,
    few: str | None,
    stated: Stated,
) -> Measurement:
    interval = limits(method, evidence, stated.confidence)
    if few is not None:
        return Undetermined(metric, group, few, size, (value, interval))
    return Estimate(metric, group, value, interval, stated.confidence, size, method, evidence)


def _precision_recall(held: Ranked) -> Exhibit:
    total = float(held.positives.sum() + held.negatives.sum())
    return Exhibit(
        "precision_recall",
        "Precision against recall",
        {
            "points": precision_recall(held),
            "chance": float(held.positives.sum()) / total,
            "n": held.rows_positive + held.rows_negative,
        },
    )


def _thresholds(
    attribute: str,
    held: Scored,
    group: NDArray[np.int32],
    groups: tuple[Group, ...],
) -> Exhibit:
    """What each threshold would select and get wrong, in each group."""
    scores = held.scores[held.rows]
    cuts = np.unique(np.quantile(scores, np.linspace(0, 1, THRESHOLDS), method="higher"))
    # At or above a cut is answered positive: the bin is the number of cuts reached.
    reached = np.searchsorted(cuts, scores, side="right")
    code = (group[held.rows].astype(np.int64) * 2 + held.positive[held.rows]) * (len(cuts) + 1)
    amount = None if held.amount is None else held.amount[held.rows]
    table = np.bincount(code + reached, amount, minlength=len(groups) * 2 * (len(cuts) + 1))
    table = table.reshape(len(groups), 2, len(cuts) + 1)
    # Rows that reach at least each cut, shape (groups, 2, cuts).
    above = np.cumsum(table[:, :, ::-1], axis=2)[:, :, ::-1][:, :, 1:]
    found = []
    for at, name in enumerate(groups):
        negatives, positives = table[at].sum(axis=1).tolist()
        if negatives + positives <= 0:
            continue
        low, high = above[at]
        rows = {
            "group": group_to_json(name),
            "n": round(negatives + positives),
            "selection_rate": ((low + high) / (negatives + positives)).tolist(),
        }
        if negatives > 0:
            rows["false_positive_rate"] = (low / negatives).tolist()
        if positives > 0:
            rows["false_negative_rate"] = (1 - high / positives).tolist()
        found.append(rows)
    if not found:
        raise NotApplicable("no row has a score", "give the score column its values")
    return Exhibit(
        "thresholds",
        f"What each threshold would do, by {attribute}",
        {"attribute": attribute, "thresholds": cuts.tolist(), "groups": found},
    )
