"""Where answers are grades of an order: how many grades they are off, and for whom too high."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from audits.data.arrays import Flags
from audits.data.clusters import lacking_clusters, opposed
from audits.data.groups import compared, divisions_of, row_groups
from audits.errors import NotApplicable
from audits.fairness.grades import Graded, graded
from audits.measurement import Group, Measurement, Undetermined
from audits.probing.probe import Asks, Metric, Scale, Shown, StatedNeed, Subject, probe
from audits.specification.parameter_bounds import Confidence, SmallestGroup
from audits.specification.roles import Kind, Role
from audits.statistics import bounded_gaps
from audits.statistics.means import Mean, measured
from audits.statistics.shares import Stated, too_few
from audits.statistics.with_interval import stated_value

OFF, SIGNED, KAPPA = "mean_absolute_grade_error", "mean_grade_error", "quadratic_weighted_kappa"
ONE_GRADE = "label or answer is one grade throughout: there is nothing to agree on"
NEED = StatedNeed(
    "nobody says in which order the classes are",
    "name them from the least to the greatest: "
    "`probes: [{fairness.grades: {grades: [low, medium, high]}}]`",
    parameters=("grades",),
)


@probe(
    metrics=(
        Metric(
            OFF,
            "How many grades the answer is off, either way, on average.",
            Scale.NUMBER,
            title="mean absolute error in grades",
            shown=Shown.FIRST,
            column=55,
        ),
        Metric(
            f"{OFF}_difference",
            "The group's mean absolute error in grades minus the reference's.",
            Scale.DIFFERENCE,
            overall=False,
            two_sided=True,
            null=0.0,
            title="mean absolute error in grades difference",
        ),
        Metric(
            SIGNED,
            "How many grades too high the answer is on average; below 0, too low.",
            Scale.DIFFERENCE,
            two_sided=True,
            null=0.0,
            title="mean error in grades",
        ),
        Metric(
            f"{SIGNED}_difference",
            "How many grades higher than the reference the group is graded, beside the truth.",
            Scale.DIFFERENCE,
            overall=False,
            two_sided=True,
            null=0.0,
            title="mean error in grades difference",
        ),
        Metric(
            KAPPA,
            "Agreement of grades beyond chance, errors weighing by their square; 0 is chance.",
            Scale.UNIT,
            null=0.0,
            title="quadratic weighted kappa",
            column=65,
        ),
        Metric(
            f"{KAPPA}_difference",
            "The group's quadratic weighted kappa minus the reference's.",
            Scale.DIFFERENCE,
            overall=False,
            two_sided=True,
            null=0.0,
            title="quadratic weighted kappa difference",
        ),
    ),
    honours=(Role.CLUSTER,),
    needs=(Role.LABEL,),
    asks=Asks.PREDICTION,
    label=Kind.CATEGORY,
    stated=NEED,
)
def grades(
    subject: Subject, *, grades: tuple[str, ...] = (), smallest_group: SmallestGroup = 30,
    confidence: Confidence = 0.95,
) -> Iterator[Measurement]:  # fmt: skip
    """Mean error in grades, with and without its sign, and quadratic weighted kappa, by group.

    Classes that have an order are grades; from one to the next is one step, wherever it is.

    grades: the classes, from the least to the greatest.
    smallest_group: fewer rows are undetermined.
    confidence: of every interval.
    """
    if len(grades) < 2 or len(set(grades)) < len(grades):
        raise NotApplicable("`grades` names no order", "name each class once, two at least")
    stated = Stated(confidence, smallest_group)
    rows = graded(subject, grades)
    everyone = np.ones(len(rows.rows), dtype=bool)
    for score in _scores(rows, everyone):
        yield _told((), score, stated)
    divisions = divisions_of(subject.data, subject.protected, subject.warn)
    for division, codes in row_groups(subject.protected, divisions):
        of_rows = codes[rows.rows]
        of_groups = [list(_scores(rows, of_rows == code)) for code in range(len(division.groups))]
        for group, scores in zip(division.groups, of_groups, strict=True):
            for score in scores:
                yield _told(group, score, stated)
        nobody = list(_scores(rows, ~everyone))
        for group, reference, (code, base) in compared(division):
            others = of_groups[base] if base >= 0 else nobody
            for score, other in zip(of_groups[code], others, strict=True):
                yield _gap(group, reference, score, other, stated)


@dataclass(frozen=True, eq=False)
class _Score:
    """One metric of some rows. within: the least and the greatest that it can be."""

    metric: str
    value: Mean | None
    rows: int
    within: tuple[float, float]

    def undetermined_reason(self, stated: Stated) -> str | None:
        """Why it decides nothing; None where it does."""
        if self.rows < stated.smallest_group:
            return too_few(self.rows, stated.smallest_group)
        if self.value is None:
            return ONE_GRADE
        clusters = self.value.clusters
        return None if clusters is None else lacking_clusters(clusters, self.value.alike)

    def side(self, times: float) -> tuple[float, float, float]:
        """Its part of a difference: value, so many times its variance, and what it is worth."""
        assert self.value is not None
        variance = times * self.value.error**2
        return self.value.value, variance, self.value.degrees_of_freedom + 1


def _scores(rows: Graded, whose: Flags) -> Iterator[_Score]:
    errors, size, highest = rows.errors(whose), int(whose.sum()), float(rows.highest)
    yield _Score(OFF, rows.mean(np.abs(errors), whose), size, (0.0, highest))
    yield _Score(SIGNED, rows.mean(errors, whose), size, (-highest, highest))
    yield _Score(KAPPA, rows.kappa(whose), size, (-1.0, 1.0))


def _told(group: Group, score: _Score, stated: Stated) -> Measurement:
    reason = score.undetermined_reason(stated)
    if score.value is None:
        return Undetermined(score.metric, group, reason or ONE_GRADE, score.rows)
    return measured(
        score.metric, group, score.value, stated, within=score.within, undetermined_reason=reason
    )


def _gap(group: Group, reference: Group, own: _Score, base: _Score, stated: Stated) -> Measurement:
    """The two are independent, but for clusters that move them against each other (Welch 1947)."""
    metric, sizes = f"{own.metric}_difference", (own.rows, base.rows)
    reason = own.undetermined_reason(stated)
    of_base = base.undetermined_reason(stated)
    if reason is None and of_base is not None:
        reason = f"the reference: {of_base}"
    first, second = own.value, base.value
    if first is None or second is None or not first.error + second.error:
        return Undetermined(metric, group, reason or "no variation", sizes, None, reference)
    times = opposed(first.by_cluster, second.by_cluster)
    evidence = (*own.side(times), *base.side(times), *own.within)
    return stated_value(
        metric, group, first.value - second.value, bounded_gaps.OF_ROWS, evidence, sizes, reason,
        stated, reference=reference,
    )  # fmt: skip
