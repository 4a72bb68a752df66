"""What a dataset offers to a model that looks at a nuisance only, measured."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from audits.confounds.binning import APART, binned
from audits.confounds.cross_validated_skill import Skill, carried_over, cross_validated
from audits.confounds.split_scopes import Scope, joined
from audits.confounds.testability import entangled, useless
from audits.confounds.variables import Variable, present
from audits.measurement import Group, Measurement, Undetermined
from audits.statistics.association import FEWEST_EXPECTED, smallest_expected, v_evidence
from audits.statistics.cross_validation import share_evidence
from audits.statistics.share_measurements import Stated, too_few
from audits.statistics.tests import independence_p
from audits.statistics.with_interval import stated_value

V, SKILL = "cramers_v", "nuisance_only_skill"
# Classes a number is cut into before it is crossed with the label.
CUT = 5


@dataclass(frozen=True, eq=False)
class NuisanceSkill:
    """One nuisance in one scope: its association with the label, and its skill alone.

    smallest: the smallest cell of label x nuisance in words, with its size.
    """

    nuisance: str
    scope: Scope
    association: Measurement
    alone: Measurement
    skill: Skill | None = None
    smallest: str = ""


def nuisance_skill(
    name: str,
    label: Variable,
    nuisance: Variable,
    scope: Scope,
    stated: Stated,
    rng: np.random.Generator,
) -> NuisanceSkill:
    """Measure one nuisance; label and nuisance are whole columns, gaps and all."""
    group: Group = (("nuisance", name), *scope.group)
    known_rows = scope.rows[present(label)[scope.rows] & present(nuisance)[scope.rows]]
    here, held_nuisance = label.take(known_rows).used(), nuisance.take(known_rows).used()
    reason = useless(held_nuisance) or entangled(here, held_nuisance)
    if reason is None and len(known_rows) < stated.smallest_group:
        reason = too_few(len(known_rows), stated.smallest_group)
    if reason is None and np.ptp(here.values) == 0:
        reason = "the label is constant"
    if reason is not None:
        return NuisanceSkill(
            name,
            scope,
            Undetermined(V, group, reason, len(known_rows)),
            Undetermined(SKILL, group, reason, len(known_rows)),
        )
    crossed, smallest = table(here, held_nuisance)
    skill = skill_of([nuisance], label, scope, rng)
    binning = "" if held_nuisance.is_category and here.is_category else f" (numbers cut in {CUT})"
    return NuisanceSkill(
        name,
        scope,
        association(group, crossed, stated, binning),
        measured(group, skill, stated),
        skill,
        smallest,
    )


def table(label: Variable, nuisance: Variable) -> tuple[NDArray[np.int64], str]:
    """Counts of label x nuisance, shape (labels, values), and the smallest cell in words."""
    rows, columns = binned(label, CUT, apart=APART), binned(nuisance, CUT, apart=APART)
    assert rows.levels is not None
    assert columns.levels is not None
    code = rows.codes * len(columns.levels) + columns.codes
    shape = (len(rows.levels), len(columns.levels))
    counts = np.bincount(code, minlength=shape[0] * shape[1]).reshape(shape)
    cell = np.unravel_index(int(np.argmin(counts)), shape)
    smallest = f"{rows.levels[cell[0]]} x {columns.levels[cell[1]]}: {int(counts[cell]):,}"
    return counts, smallest


def association(
    group: Group, crossed: NDArray[np.int64], stated: Stated, binning: str
) -> Measurement:
    """Cramér's V with its interval and the p-value of independence."""
    total = int(crossed.sum())
    if min(crossed.shape) < 2:
        return Undetermined(V, group, "only one class is left after cutting", total)
    value, evidence = v_evidence(crossed)
    method = "spread-v" + binning
    expected, undetermined_reason = float(smallest_expected(crossed)), None
    if expected < FEWEST_EXPECTED:
        undetermined_reason = (
            f"the smallest expected count is {expected:.1f} where {FEWEST_EXPECTED} are needed: "
            "join rare values"
        )
    return stated_value(
        V,
        group,
        value,
        method,
        evidence,
        total,
        undetermined_reason,
        stated,
        p_value=independence_p(crossed),
    )


def skill_of(
    columns: list[Variable], label: Variable, scope: Scope, rng: np.random.Generator
) -> Skill:
    """Cross-validated, or carried over from the training split. Rows without a label are left out.

    A missing value of a column is a value of its own.
    """
    if scope.fitted is None:
        rows = scope.rows[present(label)[scope.rows]]
        return cross_validated([c.take(rows) for c in columns], label.take(rows), rng)
    rows, fitted = joined(scope)
    known = present(label)[rows]
    rows, fitted = rows[known], fitted[known]
    return carried_over([c.take(rows) for c in columns], label.take(rows), fitted)


def measured(group: Group, skill: Skill, stated: Stated) -> Measurement:
    """A skill as a measurement: a share of right answers, or R² where the label is a number."""
    return skill_measured(SKILL, group, skill, stated, "cross-validated")


def skill_measured(
    metric: str, group: Group, skill: Skill, stated: Stated, how: str
) -> Measurement:
    """how: on which rows it was judged, for the method's name."""
    rows = skill.rows
    undetermined_reason = (
        too_few(rows, stated.smallest_group) if rows < stated.smallest_group else None
    )
    if skill.explained is None:
        if rows == 0:
            return Undetermined(metric, group, undetermined_reason or "no rows", rows)
        evidence: tuple[float, ...] = share_evidence(skill.right, rows, skill.worth)
        method = "wilson" if skill.worth == 1 else f"wilson ({how})"
        return stated_value(
            metric,
            group,
            skill.value,
            method,
            evidence,
            rows,
            undetermined_reason,
            stated,
            p_value=skill.p_value,
        )
    error = skill.error / sqrt(skill.worth)
    evidence = (skill.explained, error, float(max(1, rows - 1)))
    method = f"student_t (R², {how})"
    return stated_value(
        metric, group, skill.explained, method, evidence, rows, undetermined_reason, stated
    )
