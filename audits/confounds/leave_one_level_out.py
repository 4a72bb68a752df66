"""Leave one level out: does what is learned at every other value of a nuisance hold at this one?

A rule from the features (least squares on indicators, as in `skill`) is fitted to the rows of all
other values and judged at the one left out, beside the same rule fitted to other rows of all
values: what is lost between the two is what the features say differently there.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.confounds.binning import folds
from audits.confounds.cross_validated_skill import FOLDS, Skill, design, fit_each, judged
from audits.confounds.dataset_report import bracket, percent
from audits.confounds.dependence_report import statement
from audits.confounds.nuisance_skill import skill_measured
from audits.confounds.split_scopes import Scope
from audits.confounds.testability import entangled, useless
from audits.confounds.variables import Variable, present, variable
from audits.data.dataset import Column
from audits.measurement import Estimate, Exhibit, Group, Measurement, Undetermined
from audits.probing.advice import Bound
from audits.specification.roles import Kind
from audits.statistics.share_measurements import Stated
from audits.statistics.tests import benjamini_hochberg, more_often

METRIC = "held_out_level_skill"
# Fewer values leave nothing to learn from, more name places rather than kinds of them.
LEAST, MOST = 2, 20


@dataclass(frozen=True, eq=False)
class Level:
    """One value of a nuisance.

    apart: the skill there of a rule that never saw it; within: of one that did, on other rows.
    usual: share right there of the label most frequent elsewhere.
    p_value: that the first is no worse than either other (exact paired tests, doubled for two);
    1 where the label is a number.
    """

    nuisance: str
    name: str
    apart: Skill
    within: Skill
    usual: float
    p_value: float

    @property
    def lost(self) -> float:
        return max(self.within.value, self.usual) - self.apart.value


def held_out(
    nuisances: Sequence[Column],
    features: Sequence[Column],
    label: Variable,
    scope: Scope,
    draw: Callable[[], np.random.Generator],
    stated: Stated,
    loss: Bound,
) -> Iterator[Measurement | Exhibit]:
    """Each value of each category in turn, in the rows of the scope.

    label: the whole column. draw: a fresh stream that deals the folds. loss: of skill at the value
    left out, from where on it is said.
    """
    measured_levels: list[tuple[Level, Measurement]] = []
    for column in nuisances:
        if column.kind is not Kind.CATEGORY:
            continue
        whole = variable(column.values, column.name)
        rows = scope.rows[present(label)[scope.rows] & present(whole)[scope.rows]]
        here, nuisance = label.take(rows).used(), whole.take(rows).used()
        reason = useless(nuisance) or entangled(here, nuisance)
        count = len(nuisance.levels or ())
        if reason is None and not LEAST <= count <= MOST:
            reason = f"it has {count:,} values, and one is left out only of {LEAST} to {MOST}"
        if reason is None and not features:
            reason = "no feature is a number or a category, so no rule is fitted to features"
        if reason is not None:
            yield Undetermined(METRIC, (("nuisance", column.name), *scope.group), reason, len(rows))
            continue
        predictors = [variable(feature.values, feature.name).take(rows) for feature in features]
        for level in levels(column.name, predictors, here, nuisance, draw()):
            measurement = measured(level, scope.group, stated)
            yield measurement
            measured_levels.append((level, measurement))
    yield from left_out(measured_levels, loss)


def levels(
    nuisance_name: str,
    features: Sequence[Variable],
    label: Variable,
    nuisance: Variable,
    rng: np.random.Generator,
) -> list[Level]:
    """Every value of the nuisance in turn. Rows in which label and nuisance are present."""
    inputs = design(features)
    apart, truth = fit_each(inputs, label, nuisance.codes)
    values = [*(feature.values for feature in features), nuisance.values, label.values]
    within, _ = fit_each(inputs, label, folds(values, FOLDS, rng))
    assert nuisance.levels is not None
    all_levels = []
    for code, level in enumerate(nuisance.levels):
        here = np.where(nuisance.codes == code, 0, -1)
        usual, p_value = 0.0, 1.0
        if label.is_category:
            most = int(np.argmax(truth[here < 0].sum(axis=0)))
            same = label.codes[here == 0] == most
            seen, unseen = (_right(answers, label)[here == 0] for answers in (within, apart))
            usual = float(same.mean())
            p_value = min(1.0, 2 * min(_worse(unseen, seen), _worse(unseen, same)))
        all_levels.append(
            Level(
                nuisance_name,
                str(level),
                judged(apart, truth, label, here),
                judged(within, truth, label, here),
                usual,
                p_value,
            )
        )
    return all_levels


def _right(answers: NDArray[np.float64], label: Variable) -> NDArray[np.bool_]:
    return np.asarray(np.argmax(np.round(answers, 9), axis=1) == label.codes)


def _worse(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    return more_often(int((other & ~one).sum()), int((one & ~other).sum()))


def measured(level: Level, scope: Group, stated: Stated) -> Measurement:
    """A share of right answers, or R² where the label is a number. p: against chance there."""
    group: Group = (("nuisance", level.nuisance), ("term", level.name), *scope)
    return skill_measured(METRIC, group, level.apart, stated, "at the value left out")


def left_out(
    measured_levels: Sequence[tuple[Level, Measurement]], loss: Bound
) -> Iterator[Exhibit]:
    """Where what is learned elsewhere does not hold, and the table of every value."""
    sure = [(level, m) for level, m in measured_levels if isinstance(m, Estimate)]
    adjusted = benjamini_hochberg([level.p_value for level, _ in sure])
    for (level, m), p in zip(sure, adjusted, strict=True):
        if loss.exceeded(level.lost, p):
            yield statement(
                "flag",
                f"What is learned elsewhere holds less at {level.nuisance} {level.name!r}.",
                f"A rule from the features that never saw it is right in {percent(m.value)} "
                f"{bracket(m)} of its rows, n {m.sample_size:,}; one that learned from other rows "
                f"there as well, in {percent(level.within.value)}; the answer most frequent "
                f"elsewhere, in {percent(level.usual)}.",
            )
    if sure:
        yield _table(sure)


def _table(sure: Sequence[tuple[Level, Estimate]]) -> Exhibit:
    return Exhibit(
        "sentences",
        "One value of a nuisance left out",
        {
            "head": ["Nuisance", "Left out", "Skill", "Interval, %", "Learned there too", "n"],
            "rows": [
                [
                    level.nuisance,
                    level.name,
                    percent(m.value),
                    f"{100 * m.interval.lower:.1f} to {100 * m.interval.upper:.1f}",
                    percent(level.within.value),
                    level.apart.rows,
                ]
                for level, m in sorted(sure, key=lambda pair: -pair[0].lost)
            ],
            "numeric": [2, 4, 5],
            "caption": "A rule from the features, fitted to the rows of every other value.",
        },
    )
