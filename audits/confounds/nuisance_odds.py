"""Odds of the positive answer at one value of a nuisance over another, given the label."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from audits.confounds.effect_size import cross
from audits.confounds.variables import Variable
from audits.errors import NotApplicable
from audits.measurement import Group, Measurement, Undetermined
from audits.probing.subject import Subject
from audits.statistics.common_odds import evidence_of
from audits.statistics.homogeneity import DIFFERENT, homogeneity_p
from audits.statistics.odds_ratios import mantel_haenszel
from audits.statistics.share_measurements import Stated, too_few
from audits.statistics.with_interval import stated_value

METRIC = "nuisance_odds_ratio"


def odds_ratios(
    subject: Subject,
    name: str,
    label: Variable,
    answer: Variable,
    nuisance: Variable,
    reason: str | None,
    stated: Stated,
) -> Iterator[Measurement]:
    """One ratio a value of the nuisance to its stated reference, or to its most frequent value.

    Nothing for numbers.

    reason: why the nuisance cannot be tested at all, if so.
    """
    if nuisance.levels is None or answer.levels is None:
        return
    alone: Group = (("nuisance", name),)
    positive = None
    if reason is None:
        try:
            positive = subject.positive
        except NotApplicable as refusal:
            reason = refusal.reason
    if reason is None and label.levels is None:
        reason = "the label is a number, so it has no strata: give it a `cut`"
    if reason is not None:
        yield Undetermined(METRIC, alone, reason, len(nuisance))
        return
    counted = cross(label.codes, len(label.levels or ()), answer, nuisance)
    given = np.array([level == positive for level in answer.levels], dtype=bool)
    # Shape (nuisance levels, strata, 2): positive, other.
    cells = np.stack([counted[:, given].sum(1), counted[:, ~given].sum(1)], axis=-1)
    cells = cells.transpose(1, 0, 2)
    sizes = cells.sum(axis=(1, 2))
    named = subject.data[name].reference if name in subject.data else None
    base = nuisance.levels.index(named) if named in nuisance.levels else int(np.argmax(sizes))
    others = [code for code in range(len(nuisance.levels)) if code != base]
    for code in others:
        level, against = nuisance.levels[code], nuisance.levels[base]
        group = alone if len(others) == 1 else (*alone, ("term", level))
        reference: Group = (*alone, ("term", against))
        tables = np.stack([cells[code], cells[base]], axis=1)
        pair = (int(sizes[code]), int(sizes[base]))
        yield _ratio(subject, group, reference, f"{name} {level!r}", tables, pair, stated)


def _ratio(
    subject: Subject,
    group: Group,
    reference: Group,
    shown: str,
    tables: NDArray[np.int64],
    sizes: tuple[int, int],
    stated: Stated,
) -> Measurement:
    if min(sizes) < stated.smallest_group:
        reason = too_few(min(sizes), stated.smallest_group)
        return Undetermined(METRIC, group, reason, sizes, reference=reference)
    whole = tables.astype(np.float64)
    pooled = mantel_haenszel(whole)
    added = ""
    if pooled is None and ((whole.sum(axis=1) > 0).all(axis=1)).any():
        # A shortcut so strong that an answer never occurs at one value: the plain ratio is 0 or
        # infinite. Half a row in every cell (Haldane 1956, Annals of Human Genetics 20:309).
        pooled = mantel_haenszel(whole[(whole.sum(axis=1) > 0).all(axis=1)] + 0.5)
        added = "half a row added to every cell"
    if pooled is None:
        reason = "in no class of the label does the model give both answers"
        return Undetermined(METRIC, group, reason, sizes, reference=reference)
    ratio, error, p_value = pooled
    shared = None if added else homogeneity_p(tables, ratio)
    if shared is not None and shared < DIFFERENT:
        message = (
            f"the odds ratio of {shown} differs between the label's classes "
            f"(Breslow-Day p {shared:.2g}); the common one is an average"
        )
        subject.warn(message)
    evidence = evidence_of(ratio, error, whole)
    agreement = "" if shared is None else f"strata alike: Breslow-Day-Tarone p {shared:.3g}"
    notes = ", ".join(note for note in (agreement, added) if note)
    method = f"mantel-haenszel ({notes})" if notes else "mantel-haenszel"
    return stated_value(
        METRIC, group, ratio, method, evidence, sizes, None, stated,
        reference=reference, p_value=p_value,
    )  # fmt: skip
