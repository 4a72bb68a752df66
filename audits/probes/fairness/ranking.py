"""Whether the score puts the positive before the negative, as well in each group."""

from collections.abc import Iterator, Sequence
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from audits.data.clusters import FEWEST_CLUSTERS, too_few_clusters
from audits.data.dataset import Kind, Role
from audits.data.groups import divisions_of, row_groups
from audits.data.outcome import known_levels
from audits.errors import NotApplicable
from audits.fairness.reversed_scores import tell_of_reversal, tell_of_turned_groups
from audits.fairness.second_opinion import Scores, evenly_spread, second_opinion
from audits.measurement import (
    Exhibit,
    Group,
    Measurement,
    Undetermined,
    group_to_json,
)
from audits.probing.probe import Asks, Idle, Metric, Scale, Subject, probe
from audits.probing.scored_rows import Scored, scored
from audits.specification.parameter_bounds import Between, Confidence, SmallestGroup
from audits.statistics.auc import Areas, areas, precision_recall
from audits.statistics.bounded_means import bounded, evidence_of, moved_out, with_one_more
from audits.statistics.ranked_scores import Ranked, Side
from audits.statistics.share_measurements import Stated
from audits.statistics.unseen_scores import one_unseen_score
from audits.statistics.with_interval import stated_value

THRESHOLDS = 50
# Rows of which asking a model takes long beside loading fairlearn.
WORTH_LOADING = 5_000


@probe(
    metrics=(
        Metric(
            "roc_auc",
            "Probability that a positive has a higher score than a negative; 0.5 is chance.",
            Scale.UNIT,
            null=0.5,
            title="ROC AUC",
            column=70,
            idle=Idle.NULL,
        ),
        Metric(
            "average_precision",
            "Precision averaged over recall; the share of positives is its chance level.",
            Scale.UNIT,
            column=130,
            idle=Idle.PREVALENCE,
        ),
    ),
    honours=(Role.WEIGHT, Role.COUNT, Role.CLUSTER),
    needs=(Role.LABEL,),
    asks=Asks.SCORE,
    label=Kind.CATEGORY,
    version=4,
)
def ranking(
    subject: Subject,
    *,
    second_opinion_from: Annotated[int | None, Between(0, 10**9)] = None,
    second_opinion_up_to: Annotated[int, Between(0, 10**9)] = 200_000,
    smallest_group: SmallestGroup = 30,
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """Area under the ROC curve and average precision of the score, overall and by group.

    Beside what each threshold would do stands fairlearn's second opinion: the rates counted again
    at one cut, and the cuts that would select, or err about, all alike.

    second_opinion_from: rows from which on fairlearn is asked; 0, never. Left out, 5,000 where a
        model is asked; never of recorded answers, which take less time than to load it (0.6 s,
        115 MB).
    second_opinion_up_to: rows up to which fairlearn is asked; of a larger table it would judge
        few: 10,000 rows, spread evenly, in 0.3 s for each protected attribute.
    smallest_group: with fewer positives, or negatives, an area is undetermined.
    confidence: of every interval.
    """
    stated = Stated(confidence, smallest_group)
    if second_opinion_from is None:
        least_rows = 0 if subject.model is None else WORTH_LOADING
    else:
        least_rows = second_opinion_from
    scores = scored(subject)
    overall = scores.everyone()
    for measured in areas_of_group((), overall, stated):
        tell_of_reversal(measured, subject)
        yield measured
    if overall.both:
        yield _precision_recall(overall)
    cuts = _cuts(overall)
    in_use, selects = _in_use(subject, cuts), _selects(subject)
    # Arrays as long as the data: let go before the groups' are made.
    del overall
    divisions = divisions_of(subject.data, subject.protected, subject.warn)
    for division, group in row_groups(subject.protected, divisions):
        single = len(division.attributes) == 1
        lines = []
        areas_of_groups: list[Measurement] = []
        for name, of_group in zip(
            division.groups, scores.groups(group, len(division.groups)), strict=True
        ):
            areas_of_groups.extend(areas_of_group(name, of_group, stated))
            if single and of_group.total > 0:
                lines.append(_line(name, of_group, cuts, selects))
        yield from areas_of_groups
        if single:
            tell_of_turned_groups(areas_of_groups, subject)
            opinion = None
            if 0 < least_rows <= len(subject.data) <= second_opinion_up_to:
                opinion = second_opinion(
                    _compared(scores, group, division.groups), in_use,
                    smallest_group=smallest_group, seed=subject.seed, selects=selects,
                )  # fmt: skip
            yield _thresholds(division.attributes[0], cuts, lines, opinion)


def areas_of_group(group: Group, ranked: Ranked, stated: Stated) -> Iterator[Measurement]:
    """Both areas of one group."""
    size = ranked.rows
    if not ranked.both:
        absent_side = "positive" if ranked.rows_positive == 0 else "negative"
        for metric in ("roc_auc", "average_precision"):
            yield Undetermined(metric, group, f"no {absent_side} rows", size)
        return
    both = areas(ranked)
    undetermined_reason = _too_few(ranked, both, stated.smallest_group)
    # Of independent rows the one more of either side; of clusters one more of those that have it.
    clusters = both.clusters
    degrees_of_freedom = 0.0 if clusters is None else float(max(1, min(clusters) - 1))
    note = "" if clusters is None else f", {min(clusters)} clusters"
    fewest = min(both.positives, both.negatives)
    evidence = bounded(both.roc, both.roc_error**2, fewest, degrees_of_freedom)
    if (unseen := one_unseen_score(ranked, both.roc)) is not None:
        evidence = moved_out(evidence, both.roc_error**2, unseen.down, unseen.up, fewest)
        undetermined_reason = undetermined_reason or unseen.undetermined_reason(
            stated.smallest_group
        )
    method = f"gaffke (delong{note})"
    yield stated_value(
        "roc_auc", group, both.roc, method, evidence, size, undetermined_reason, stated
    )
    value, variance = both.precision, both.precision_error**2
    # The worst row that was not seen is a negative above all, the best a positive above all.
    low = both.with_false, variance + (value - both.with_false) ** 2
    high = with_one_more(value, variance, both.positives, 1.0)
    evidence = evidence_of(value, low, high, degrees_of_freedom)
    method = f"gaffke (linearised{note})"
    yield stated_value(
        "average_precision", group, value, method, evidence, size, undetermined_reason, stated
    )


def _too_few(ranked: Ranked, both: Areas, smallest_group: int) -> str | None:
    for rows, effective, kind in (
        (ranked.rows_positive, ranked.up.effective, "positive"),
        (ranked.rows_negative, ranked.down.effective, "negative"),
    ):
        if rows < smallest_group:
            return f"{rows} {kind} row{'' if rows == 1 else 's'} where {smallest_group} are needed"
        if effective < smallest_group * (1 - 1e-9):
            return f"{effective:.1f} effective {kind} rows where {smallest_group} are needed"
    if both.clusters is not None and min(both.clusters) < FEWEST_CLUSTERS:
        kind = "positives" if both.clusters[0] <= both.clusters[1] else "negatives"
        return f"the {kind} are of {too_few_clusters(min(both.clusters))}"
    return None


def _precision_recall(scores: Ranked) -> Exhibit:
    return Exhibit(
        "precision_recall",
        "Precision against recall",
        {
            "points": precision_recall(scores),
            "chance": scores.up.total / scores.total,
            "n": scores.rows,
        },
    )


def _cuts(overall: Ranked) -> NDArray[np.float64]:
    """At most so many scores, an equal share of rows apart."""
    rows = len(overall.up.scores) + len(overall.down.scores)
    ranks = np.ceil(np.linspace(0, rows - 1, THRESHOLDS))
    return np.unique([overall.at_rank(int(rank)) for rank in ranks])


def _selects(subject: Subject) -> bool | None:
    """Whether who is answered positive is given the favourable answer, or who is not.

    None where a cut does not tell: of many answers some that are not positive are favourable.
    """
    positive = subject.positive
    try:
        favoured = set(subject.favoured)
    except NotApplicable:
        return None
    if favoured == {positive}:
        return True
    others = set(known_levels(subject.data, subject.model_classes)) - {positive}
    return False if favoured == others else None


def _line(
    group: Group, scores: Ranked, cuts: NDArray[np.float64], selects: bool | None
) -> dict[str, object]:
    """What each threshold would select and get wrong in one group."""
    high, low = _above(scores.up, cuts), _above(scores.down, cuts)
    line: dict[str, object] = {
        "group": group_to_json(group),
        "n": round(scores.total),
    }
    if selects is not None:
        answered = (low + high) / scores.total
        line["selection_rate"] = (answered if selects else 1 - answered).tolist()
    if scores.down.total > 0:
        line["false_positive_rate"] = (low / scores.down.total).tolist()
    if scores.up.total > 0:
        line["false_negative_rate"] = (1 - high / scores.up.total).tolist()
    return line


def _above(side: Side, cuts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Amount at or above each cut, which is what it answers positive."""
    under = np.searchsorted(side.scores, cuts, side="left")
    if side.row_weights is None:
        return np.asarray(len(side.scores) - under, dtype=np.float64)
    return np.array([side.row_weights[start:].sum() for start in under.tolist()])


def _in_use(subject: Subject, cuts: NDArray[np.float64]) -> float:
    """The cut of the score column; without one the middle of those that are shown."""
    column = subject.data.one(Role.SCORE)
    stated = None if column is None else column.threshold
    return float(cuts[len(cuts) // 2]) if stated is None else float(stated)


def _compared(scored: Scored, group: NDArray[np.signedinteger], names: Sequence[Group]) -> Scores:
    """The rows of known groups as another library takes them."""
    known = [code for code, name in enumerate(names) if all(level is not None for _, level in name)]
    rows = evenly_spread(len(scored.scores))
    rows = rows[(scored.side[rows] >= 0) & np.isin(group[rows], known)]
    amount = [each[rows] for each in (scored.counts, scored.weights) if each is not None]
    return Scores(
        scored.scores[rows],
        scored.side[rows] == 1,
        group[rows].astype(np.intp),
        tuple(names),
        np.prod(amount, axis=0) if amount else None,
    )


def _thresholds(
    attribute: str,
    cuts: NDArray[np.float64],
    lines: list[dict[str, object]],
    opinion: dict[str, object] | None,
) -> Exhibit:
    content = {"attribute": attribute, "thresholds": cuts.tolist(), "groups": lines}
    if opinion is not None:
        content["second_opinion"] = opinion
    return Exhibit("thresholds", f"What each threshold would do, by {attribute}", content)
