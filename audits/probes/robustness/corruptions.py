"""How many answers stay right when inputs get worse by themselves, and for whom."""

from collections.abc import Iterator
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from audits.data.content_order import evenly
from audits.data.groups import divisions_of, row_groups
from audits.errors import NotApplicable
from audits.measurement import Exhibit, Group, Measurement, Undetermined
from audits.models import Classifier
from audits.planning import forward_passes
from audits.probing.probe import Metric, Scale, Subject, probe
from audits.robustness import exhibits
from audits.robustness.attacked_rows import codes_of
from audits.robustness.corrupted_answers import SEVERITIES, Answered, Corruptible, answers
from audits.robustness.measuring import share, value_of
from audits.specification.parameter_bounds import Confidence, Rows, SmallestGroup
from audits.specification.roles import Kind, Role
from audits.statistics.means_over_rows import mean_over_rows
from audits.statistics.shares import Stated, too_few
from audits.statistics.with_interval import stated_value

METRIC, LOSS, GAP, CLEAN = (
    "corruption_accuracy", "corruption_loss", "corruption_accuracy_difference",
    "corruption_clean_accuracy",
)  # fmt: skip
NOTE = "over rows, each the mean of its corruptions"
Means = NDArray[np.float64]


@probe(
    metrics=(
        Metric(
            METRIC,
            "Share of right answers to inputs that got worse: overall the mean over all "
            "corruptions and severities, by `corruption` over severities, by `severity` at one.",
            Scale.SHARE,
            title="accuracy under corruption",
        ),
        Metric(
            LOSS,
            "Accuracy of the same rows as they are, minus the mean over all corruptions.",
            Scale.SHARE_DIFFERENCE,
            null=0.0,
            title="accuracy lost to corruption",
        ),
        Metric(
            GAP,
            "Mean accuracy under corruption of the group minus the reference group's.",
            Scale.SHARE_DIFFERENCE,
            overall=False,
            two_sided=True,
            null=0.0,
            title="gap in accuracy under corruption",
        ),
        Metric(
            CLEAN,
            "Share of right answers to the same rows as they are.",
            Scale.SHARE,
            title="accuracy of the same rows before corruption",
        ),
    ),
    needs=(Role.LABEL,),
    label=Kind.CATEGORY,
    model=Classifier,
    passes=forward_passes.corruptions,
    sampled=({"corrupted_rows": 100}, {"corrupted_rows": 50}),
    by_default=False,
)
def corruptions(
    subject: Subject,
    *,
    kinds: Annotated[tuple[str, ...], Field(max_length=40)] = (),
    corrupted_rows: Rows = 200,
    smallest_group: SmallestGroup = 30,
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """How many answers stay right when inputs get worse by themselves, at five severities.

    Pictures: noise, blur, weather and what cameras and files do (after Hendrycks & Dietterich 2019;
    not their pictures). Texts: typos, split words, look-alike letters, case, spelling of another
    country. Tables: missing cells, wrong units, rounding, stale values, swapped columns.

    kinds: which corruptions, by name; left out, all that fit.
    corrupted_rows: at most so many labelled rows, spread evenly.
    smallest_group: a number of fewer rows is undetermined.
    confidence: of every interval.
    """
    stated = Stated(confidence, smallest_group)
    model = subject.model
    assert isinstance(model, Classifier)
    labelled = subject.labels.categories.codes >= 0
    order = subject.content_order
    rows = evenly(order[labelled[order]], corrupted_rows)
    data = subject.data.take(rows)
    labels = codes_of(subject.labels.categories, model.classes)[rows]
    if not (labels >= 0).any():
        raise NotApplicable(
            "no label is one of the model's classes", "bring the labels to its spelling with `map`"
        )
    corruptible = Corruptible.of(
        data, model.reads, lambda purpose: subject.rng(f"corruptions {purpose}")
    )
    names = _chosen(kinds, corruptible.names)
    clean = (subject.answered_codes[rows] == labels) & (labels >= 0)
    found = list(answers(model, corruptible, names, labels, subject.on_progress))
    known = [each for each in found if each.right is not None]
    lines = {}
    for each in found:
        line, measured = _of_one(each, int(clean.sum()), len(rows), stated)
        yield from measured
        if line:
            lines[each.name] = line
    if not known:
        raise NotApplicable(
            f"the model takes none of these inputs ({found[0].reason})", "name other `kinds`"
        )
    means = np.mean([each.right for each in known if each.right is not None], axis=(0, 1))
    yield from _whole((), means, clean, stated)
    yield from _groups(subject, rows, means, clean, stated)
    worst = sorted(lines, key=lambda name: _least(lines[name]))[:4]
    if worst:
        yield exhibits.curve_of(
            "Right answers against severity, where most are lost",
            {name: lines[name] for name in worst}, "severity", "answered rightly",
            note="Severity 0 is the rows as they are. Corruptions that were not tried may do more.",
        )  # fmt: skip


def _least(line: list[tuple[float, Measurement]]) -> float:
    """What is left at the highest severity."""
    value = value_of(line[-1][1])
    return 1.0 if value is None else value[0]


def _chosen(kinds: tuple[str, ...], names: tuple[str, ...]) -> tuple[str, ...]:
    unknown = [kind for kind in kinds if kind not in names]
    if unknown:
        raise NotApplicable(
            f"{unknown[0]!r} is no corruption of what the model reads",
            f"name some of: {', '.join(names)}",
        )
    return kinds or names


def _of_one(
    answered: Answered, clean: int, rows: int, stated: Stated
) -> tuple[list[tuple[float, Measurement]], list[Measurement]]:
    """The line over severities, and the measurements of one corruption."""
    group: Group = (("corruption", answered.name),)
    if answered.right is None:
        return [], [Undetermined(METRIC, group, answered.reason or "", rows)]
    measured = []
    line = [(0.0, share(METRIC, (), clean, rows, stated))]
    for severity, right in zip(SEVERITIES, answered.right, strict=True):
        at = (*group, ("severity", str(severity)))
        measured.append(share(METRIC, at, int(right.sum()), rows, stated))
        line.append((float(severity), measured[-1]))
    measured.append(_mean(METRIC, group, answered.right.mean(axis=0), stated))
    return line, measured


def _mean(
    metric: str, group: Group, values: Means, stated: Stated, least: float = 0.0
) -> Measurement:
    if len(values) < stated.smallest_group:
        return Undetermined(metric, group, too_few(len(values), stated.smallest_group), len(values))
    return mean_over_rows(
        metric, group, values.tolist(), least=least, greatest=1.0, confidence=stated.confidence,
        note=NOTE,
    )  # fmt: skip


def _whole(
    group: Group, means: Means, clean: NDArray[np.bool_], stated: Stated
) -> Iterator[Measurement]:
    yield _mean(METRIC, group, means, stated)
    yield _mean(LOSS, group, clean - means, stated, least=-1.0)
    yield share(CLEAN, group, int(clean.sum()), len(clean), stated)


def _groups(
    subject: Subject,
    rows: NDArray[np.intp],
    means: Means,
    clean: NDArray[np.bool_],
    stated: Stated,
) -> Iterator[Measurement]:
    divisions = divisions_of(subject.data, subject.protected, subject.warn)
    for division, codes in row_groups(subject.protected, divisions):
        own = codes[rows]
        for at, group in enumerate(division.groups):
            yield from _whole(group, means[own == at], clean[own == at], stated)
        known = [at for at in range(len(division.groups)) if division.known[at]]
        if division.reference is None or len(known) < 2:
            continue
        base = (
            means[own == division.groups.index(division.reference)]
            if division.reference in division.groups
            else means[:0]
        )
        for at in known:
            if division.groups[at] != division.reference:
                pair = means[own == at], base
                yield _gap(division.groups[at], division.reference, *pair, stated)


def _gap(group: Group, reference: Group, own: Means, base: Means, stated: Stated) -> Measurement:
    """The difference of two means over different rows (Welch 1947, Biometrika 34:28)."""
    sizes = (len(own), len(base))
    if min(sizes) < max(2, stated.smallest_group):
        reason = too_few(min(sizes), stated.smallest_group)
        return Undetermined(GAP, group, reason, sizes, reference=reference)
    variances = [float(part.var(ddof=1)) / len(part) for part in (own, base)]
    error = float(np.sqrt(sum(variances)))
    if error < 1e-9:
        return Undetermined(GAP, group, "no variation", sizes, reference=reference)
    freedom = sum(variances) ** 2 / sum(
        variance**2 / (size - 1) for variance, size in zip(variances, sizes, strict=True)
    )
    value = float(own.mean() - base.mean())
    evidence = (value, error, freedom, -1.0, 1.0)
    return stated_value(
        GAP, group, value, f"bounded-student_t ({NOTE})", evidence, sizes, None, stated,
        reference=reference,
    )  # fmt: skip
