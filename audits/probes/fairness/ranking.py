"""Whether the score puts the positive before the negative, as well in each group."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from audits.auc import areas, precision_recall
from audits.dataset import Kind, Role
from audits.groups import divisions_of, row_groups
from audits.measurement import (
    Estimate,
    Exhibit,
    Group,
    Measurement,
    Undetermined,
    group_to_json,
)
from audits.ordered import Ranked, Side
from audits.probe import Asks, Metric, Scale, Subject, probe
from audits.rates import Stated
from audits.scored import scored
from audits.stating import stated_value

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
    honours=(Role.WEIGHT, Role.COUNT),
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
    overall = held.everyone()
    for measured in _measured((), overall, stated):
        _tell_of_reversal(measured, subject)
        yield measured
    if overall.both:
        yield _precision_recall(overall)
    cuts = _cuts(overall)
    # Arrays as long as the data: let go before the groups' are made.
    del overall
    divisions = divisions_of(subject.data, subject.protected, subject.warnings)
    for division, group in row_groups(subject.protected, divisions):
        single = len(division.attributes) == 1
        lines = []
        for name, found in zip(
            division.groups, held.groups(group, len(division.groups)), strict=True
        ):
            yield from _measured(name, found, stated)
            if single and found.total > 0:
                lines.append(_line(name, found, cuts))
        if single:
            yield _thresholds(division.attributes[0], cuts, lines)


def _tell_of_reversal(found: Measurement, subject: Subject) -> None:
    """A score that ranks against the labels, by more than chance, may run the other way."""
    if not isinstance(found, Estimate) or found.metric != "roc_auc":
        return
    if found.interval.upper < 0.5:
        message = (
            f"the score runs backwards: rows with the label {subject.positive!r} have the smaller "
            f"ones (ROC AUC {found.value:.3f}). A larger score means `positive`; if it was meant "
            "for the other class, name that one as `positive`"
        )
        if message not in subject.warnings:
            subject.warnings.append(message)


def _measured(group: Group, held: Ranked, stated: Stated) -> Iterator[Measurement]:
    size = held.rows
    if not held.both:
        lacking = "positive" if held.rows_positive == 0 else "negative"
        for metric in ("roc_auc", "average_precision"):
            yield Undetermined(metric, group, f"no {lacking} rows", size)
        return
    few = _too_few(held, stated.smallest_group)
    found = areas(held)
    area, error = found.roc, found.roc_error
    if 0 < area < 1 and error > 0:
        yield stated_value("roc_auc", group, area, "delong", (area, error), size, few, stated)
    else:
        rows = float(held.rows_positive), float(held.rows_negative)
        yield stated_value("roc_auc", group, area, "newcombe-auc", (area, *rows), size, few, stated)
    value, error = found.precision, found.precision_error
    if 0 < value < 1 and error > 0:
        yield stated_value(
            "average_precision", group, value, "logit", (value, error), size, few, stated
        )
    else:
        # Every positive came before every negative: how sure is that of the next positive?
        ups = float(held.rows_positive)
        yield stated_value(
            "average_precision", group, value, "wilson", (ups, ups), size, few, stated
        )


def _too_few(held: Ranked, smallest_group: int) -> str | None:
    for rows, kind in ((held.rows_positive, "positive"), (held.rows_negative, "negative")):
        if rows < smallest_group:
            return f"{rows} {kind} row{'' if rows == 1 else 's'} where {smallest_group} are needed"
    return None


def _precision_recall(held: Ranked) -> Exhibit:
    return Exhibit(
        "precision_recall",
        "Precision against recall",
        {
            "points": precision_recall(held),
            "chance": held.up.total / held.total,
            "n": held.rows,
        },
    )


def _cuts(overall: Ranked) -> NDArray[np.float64]:
    """At most so many scores, an equal share of rows apart."""
    rows = len(overall.up.scores) + len(overall.down.scores)
    ranks = np.ceil(np.linspace(0, rows - 1, THRESHOLDS))
    return np.unique([overall.at_rank(int(rank)) for rank in ranks])


def _line(group: Group, held: Ranked, cuts: NDArray[np.float64]) -> dict[str, object]:
    """What each threshold would select and get wrong in one group."""
    high, low = _above(held.up, cuts), _above(held.down, cuts)
    line: dict[str, object] = {
        "group": group_to_json(group),
        "n": round(held.total),
        "selection_rate": ((low + high) / held.total).tolist(),
    }
    if held.down.total > 0:
        line["false_positive_rate"] = (low / held.down.total).tolist()
    if held.up.total > 0:
        line["false_negative_rate"] = (1 - high / held.up.total).tolist()
    return line


def _above(side: Side, cuts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Amount at or above each cut, which is what it answers positive."""
    under = np.searchsorted(side.scores, cuts, side="left")
    if side.amounts is None:
        return np.asarray(len(side.scores) - under, dtype=np.float64)
    return np.array([side.amounts[start:].sum() for start in under.tolist()])


def _thresholds(
    attribute: str, cuts: NDArray[np.float64], lines: list[dict[str, object]]
) -> Exhibit:
    return Exhibit(
        "thresholds",
        f"What each threshold would do, by {attribute}",
        {"attribute": attribute, "thresholds": cuts.tolist(), "groups": lines},
    )
