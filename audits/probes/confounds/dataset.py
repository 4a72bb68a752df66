"""Does the dataset let a model be right for the wrong reason?"""

from collections.abc import Iterator
from functools import partial

import numpy as np

from audits.confounds.copied_rows import DUPLICATE_SHARE, copied_rows
from audits.confounds.dataset_report import (
    copies_across_splits,
    drifts,
    leaking,
    marking,
    predictive_nuisances,
    skills_table,
    split_apart,
)
from audits.confounds.leakage import leak, warn_of_leaks
from audits.confounds.leave_one_level_out import METRIC as HELD_OUT
from audits.confounds.leave_one_level_out import held_out
from audits.confounds.nuisance_skill import NuisanceSkill, measured, nuisance_skill, skill_of
from audits.confounds.predictive_words import MOST_TEXTS, markers
from audits.confounds.split_scopes import Scope, scopes, written_out
from audits.confounds.variables import LARGEST, Variable, too_large, variable
from audits.data.content_order import content_order, evenly
from audits.data.dataset import Column, Dataset, Texts
from audits.data.nuisances import extracted as measure_inputs
from audits.errors import NotApplicable
from audits.measurement import Exhibit, Group, Measurement
from audits.probing.probe import Metric, Scale, Subject, probe
from audits.specification.parameter_bounds import Confidence, SmallestGroup
from audits.specification.roles import Kind, Role
from audits.statistics.share_measurements import Stated

# One stream for all, so that skills are compared on like folds.
FOLDS = "folds"


@probe(
    metrics=(
        Metric(
            "nuisance_only_skill",
            "Share of labels that the nuisance alone gives right, on rows it was not fitted to; "
            "R² where the label is a number.",
            Scale.SHARE,
        ),
        Metric(
            "cramers_v",
            "Association of nuisance and label, 0 to 1; numbers are cut at their quantiles.",
            Scale.UNIT,
            overall=False,
            null=0.0,
            title="Cramér's V",
        ),
        Metric(
            HELD_OUT,
            "Share of labels at one value of a nuisance that a rule from the features gives right "
            "without having seen that value; R² where the label is a number.",
            Scale.SHARE,
            overall=False,
        ),
        DUPLICATE_SHARE,
    ),
    honours=(Role.COUNT, Role.SPLIT, Role.TIME, Role.ID),
    needs=(Role.LABEL,),
    version=5,
)
def dataset(
    subject: Subject,
    *,
    extracted: bool = True,
    smallest_group: SmallestGroup = 30,
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """Measure how well nuisances alone predict the label, declared ones and extracted ones.

    A rule from the nuisance alone is fitted and judged on other rows (five folds; with a split
    column, fitted on the training split and carried over), beside always giving the same answer
    and beside all features. A rule from the features is fitted without one value of a declared
    nuisance (of 2 to 20) and judged at that value. Leaking columns, copies across splits, drift
    along the file and words that give the label away are shown.

    extracted: also measure nuisances on the inputs: light, border, length, missing values ...
    smallest_group: fewer whole rows than this are undetermined.
    confidence: of every interval.
    """
    stated = Stated(confidence, smallest_group)
    data = written_out(subject.all_parts)
    column = subject.labels
    label = variable(data[column.name].values, column.name)
    looked_at = (Role.NUISANCE, Role.FEATURE, Role.ID, Role.TIME)
    large = [c.name for c in data.columns if c.role in looked_at and too_large(c.values)]
    if large:
        subject.warn(
            f"confounds.dataset leaves out {', '.join(large)}: numbers beyond {LARGEST:g}, whose "
            "squares cannot be computed"
        )
    nuisances = [column for column in data.having(Role.NUISANCE) if _testable(column)]
    if extracted:
        nuisances += measure_inputs(data, subject.on_progress, subject.warn)
    features = [column for column in data.having(Role.FEATURE) if _testable(column)]
    texts = [c for c in data.columns if isinstance(c.values, Texts) and c.role is Role.FEATURE]
    pictures = [c for c in data.columns if c.kind is Kind.IMAGE and c.role is Role.FEATURE]
    if not (nuisances or features or texts or pictures):
        raise NotApplicable(
            "there is neither a nuisance nor a feature to look at",
            "give a column the role nuisance or feature",
        )
    split_parts = scopes(data)
    skills = [
        nuisance_skill(n.name, label, variable(n.values, n.name), scope, stated, subject.rng(FOLDS))
        for n in nuisances
        for scope in split_parts
    ]
    for item in skills:
        yield item.association
        yield item.alone
    together = list(_together(subject, nuisances, label, split_parts, stated))
    yield from together
    yield from _shown(subject, skills, features, label, split_parts)
    declared = [column for column in nuisances if column in data.having(Role.NUISANCE)]
    draw = partial(subject.rng, FOLDS)
    yield from held_out(
        declared,
        features,
        label,
        split_parts[0],
        draw,
        stated,
        subject.advice["held_out_level_loss"],
    )
    copies = list(copied_rows(data, split_parts, stated))
    yield from copies
    yield from copies_across_splits(copies, subject.advice["duplicate_share"])
    yield from _look_closer(subject, data, [*features, *nuisances], texts, label)


def _testable(column: Column) -> bool:
    return column.kind in (Kind.NUMBER, Kind.CATEGORY) and not too_large(column.values)


def _together(
    subject: Subject,
    nuisances: list[Column],
    label: Variable,
    scopes: list[Scope],
    stated: Stated,
) -> Iterator[Measurement]:
    """All nuisances at once: everyone is the training split, or all rows."""
    if not nuisances:
        return
    columns = [variable(column.values, column.name) for column in _by_name(nuisances)]
    for index, scope in enumerate(scopes):
        skill = skill_of(columns, label, scope, subject.rng(FOLDS))
        group: Group = scope.group if index else ()
        yield measured(group, skill, stated)


def _by_name(columns: list[Column]) -> list[Column]:
    """In an order that the file does not decide: folds and rules go by it."""
    return sorted(columns, key=lambda column: column.name)


def _shown(
    subject: Subject,
    skills: list[NuisanceSkill],
    features: list[Column],
    label: Variable,
    split_parts: list[Scope],
) -> Iterator[Exhibit]:
    """The sentences and the table."""
    columns = [variable(column.values, column.name) for column in _by_name(features)]
    full = skill_of(columns, label, split_parts[0], subject.rng(FOLDS)) if columns else None
    yield from predictive_nuisances(skills, full, subject.advice["nuisance_only_gain"])
    yield from split_apart(skills, subject.advice["cramers_v_change"])
    if skills:
        yield skills_table(skills)


def _look_closer(
    subject: Subject, data: Dataset, columns: list[Column], texts: list[Column], label: Variable
) -> Iterator[Exhibit]:
    """Leaks, drift along the file, and words that give the label away."""
    others = [c for c in data.columns if c.role in (Role.ID, Role.TIME) and _testable(c)]
    looked_at = [*columns, *others]
    leaks = []
    for column in looked_at:
        predictor = variable(column.values, column.name)
        suspect = leak(column.name, predictor, label, subject.rng(f"leak {column.name}"))
        leaks += [] if suspect is None else [suspect]
    warn_of_leaks(leaks, subject.warn)
    yield from leaking(leaks, len(looked_at))
    yield from drifts(data, label)
    if label.levels is None:
        return
    for column in texts:
        assert isinstance(column.values, Texts)
        order = content_order(data)
        known = [column.values.values[row] is not None for row in order]
        rows = evenly(order[np.array(known, dtype=bool) & (label.values[order] >= 0)], MOST_TEXTS)
        words = markers([str(column.values.values[row]) for row in rows], label.take(rows))
        if words:
            yield marking(column.name, words)
