"""What would twice the data bring, and to whom?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np

from audits.data.groups import divisions_of, row_groups
from audits.measurement import Exhibit, Group, Measurement
from audits.probing.probe import Metric, Scale, Shown, StatedNeed, Subject, probe
from audits.probing.surrogates import Learner
from audits.specification.parameter_bounds import Between, Confidence, SmallestGroup
from audits.specification.roles import Role
from audits.statistics.open_rows import open_to
from audits.statistics.share_measurements import rate
from audits.statistics.shares import Stated
from audits.tradeoffs.curve_measurements import (
    OfGroup,
    difference,
    gain,
    level,
    of_rows,
    of_scores,
)
from audits.tradeoffs.curve_report import by_size, curves, gaps, sentence, shots_table
from audits.tradeoffs.few_shots import few_shots, left_out
from audits.tradeoffs.learners import learned
from audits.tradeoffs.recorded_curves import recorded_by_group, reference_of, without_score
from audits.tradeoffs.teaching_rows import Taught, teaching_rows

NEED = StatedNeed(
    "there is neither a label nor a column of training sizes",
    "give the label the role `label`, or name the column of sizes in the probe's `size_column`, "
    "beside a column with the role `score`",
    roles=(Role.LABEL,),
    parameters=("size_column",),
)
GAIN, DIFFERENCE = (
    "accuracy_gain_of_twice_the_data", "accuracy_gain_of_twice_the_data_difference",
)  # fmt: skip
LEVEL, GAP = "accuracy_with_twice_the_data", "accuracy_difference_with_twice_the_data"
SHOTS = "few_shot_accuracy"
SCORE, SCORE_DIFFERENCE = (
    "score_gain_of_twice_the_data", "score_gain_of_twice_the_data_difference",
)  # fmt: skip


@probe(
    metrics=(
        Metric(
            GAIN,
            "How much more often a surrogate would be right that twice the rows taught.",
            Scale.SHARE_DIFFERENCE,
            title="gain in accuracy from twice the data",
            null=0.0,
            shown=Shown.FIRST,
        ),
        Metric(
            DIFFERENCE,
            "The group's gain from twice the data minus that of its reference.",
            Scale.SHARE_DIFFERENCE,
            overall=False,
            two_sided=True,
            null=0.0,
            title="difference in gain from twice the data",
        ),
        Metric(
            LEVEL,
            "Share of rows that a surrogate would be right about that twice the rows taught.",
            Scale.SHARE,
            title="accuracy with twice the data",
        ),
        Metric(
            GAP,
            "The group's accuracy minus that of its reference, with twice the data.",
            Scale.SHARE_DIFFERENCE,
            overall=False,
            two_sided=True,
            null=0.0,
            title="difference in accuracy with twice the data",
        ),
        Metric(
            SHOTS,
            "Share of rows that a surrogate is right about that so many rows of each class taught.",
            Scale.SHARE,
            overall=False,
            title="few-shot accuracy",
        ),
        Metric(
            SCORE,
            "Recorded score with twice the rows less that with the most that were recorded, turned "
            "so that more is better.",
            Scale.DIFFERENCE,
            title="gain in score from twice the data",
            null=0.0,
        ),
        Metric(
            SCORE_DIFFERENCE,
            "The group's gain in score from twice the data minus that of its reference.",
            Scale.DIFFERENCE,
            overall=False,
            two_sided=True,
            null=0.0,
            title="difference in gain in score from twice the data",
        ),
    ),
    honours=(Role.SPLIT, Role.ID),
    by_default=False,
    version=3,
    stated=NEED,
)
def learning_curve(
    subject: Subject,
    *,
    size_column: str | None = None,
    better: Literal["higher", "lower"] = "higher",
    learner: Learner = "linear",
    surrogates: Annotated[int, Between(10, 1_000)] = 40,
    smallest_group: SmallestGroup = 30,
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """Teach surrogates with ever more rows, and say what twice as many would bring.

    Nested parts of four fifths of the rows teach, the others judge, in repeated draws; the training
    part of a split teaches where there is one. Curves that level off (powers with an offset, the
    logarithm, exponentials) are fitted to accuracy by size, from an eighth of the rows on; the
    interval holds what any of them allows that the data do not rule out. Scores that are recorded
    by size are read in the same way: a column of sizes, a row for each draw, `score`, and what
    protected columns are there; a row that names no group is about everyone. Undetermined where the
    surrogate learns nothing, the score falls with more rows, or no such curve fits.

    size_column: the column of training sizes, where scores are recorded by size.
    better: whether a higher or a lower recorded score is better.
    learner: what surrogates are: linear (a logistic regression) or trees (gradient boosting).
    surrogates: of each size, rounded up to a multiple of five.
    smallest_group: fewer rows of a group are undetermined.
    confidence: of every interval.
    """
    stated = Stated(confidence, smallest_group)
    if size_column is not None:
        curve = _recorded(subject, size_column, better)
    else:
        taught = teaching_rows(subject)
        curve = _of_surrogates(subject, taught, learner, surrogates, stated)
    accuracy = size_column is None
    gain_of, difference_of = (GAIN, DIFFERENCE) if accuracy else (SCORE, SCORE_DIFFERENCE)
    lost = 0 if size_column is None else without_score(subject.data, size_column)
    for group, of in curve.by_group.items():
        yield open_to(gain(gain_of, group, of, curve.size, stated, curve.note), lost)
        if accuracy:
            yield level(LEVEL, group, of, curve.size, stated, curve.note)
    for group, reference in curve.references.items():
        if group == reference or reference not in curve.by_group:
            continue
        groups = (group, reference)
        both = (curve.by_group[group], curve.by_group[reference])
        apart = difference(
            difference_of, groups, both, curve.size, stated, curve.note, of_gains=True
        )
        yield open_to(apart, (lost, lost))
        if accuracy:
            yield difference(GAP, groups, both, curve.size, stated, curve.note, of_gains=False)
    yield from _shown(curve, confidence, accuracy=accuracy)
    if accuracy:
        yield from _few_shots(subject, taught, learner, surrogates, stated)


@dataclass(frozen=True, eq=False)
class _Curves:
    """by_group: curves, everyone first. references: of each group that has one. size: rows that
    there are. idle: accuracy of the most frequent label, where that is known. source: who taught,
    a sentence. note: of the method."""

    by_group: Mapping[Group, OfGroup]
    references: Mapping[Group, Group]
    size: float
    idle: float | None
    source: str
    note: str


def _of_surrogates(
    subject: Subject, taught: Taught, learner: Learner, surrogates: int, stated: Stated
) -> _Curves:
    steps = learned(
        taught.rows, learner, surrogates, subject.rng("learning curve"),
        lambda done: subject.on_progress(0.7 * done),
    )  # fmt: skip
    idle = steps.idle_reason()
    everyone = np.ones(len(taught.judging), dtype=bool)
    by_group: dict[Group, OfGroup] = {(): of_rows(steps, everyone, idle, stated)}
    references: dict[Group, Group] = {}
    data = subject.data.take(taught.judging)
    columns = data.having(Role.PROTECTED)
    for division, codes in row_groups(columns, divisions_of(data, columns, subject.warn)):
        for index, group in enumerate(division.groups):
            by_group[group] = of_rows(steps, codes == index, idle, stated)
            if division.reference is not None and division.known[index]:
                references[group] = division.reference
    kind = "Logistic regressions" if learner == "linear" else "Gradient-boosted trees"
    return _Curves(
        by_group, references, float(len(taught.rows.teaching)), float(steps.idle.mean()),
        f"{kind} of {steps.sizes[0]:,.0f} to {steps.sizes[-1]:,.0f} rows, taught by "
        f"{taught.source}; another learner has another curve.",
        f"{len(steps.sizes)} sizes, {int(steps.draw.max()) + 1} surrogates each",
    )  # fmt: skip


def _recorded(subject: Subject, size_column: str, better: Literal["higher", "lower"]) -> _Curves:
    scores = recorded_by_group(subject.data, size_column, higher=better == "higher")
    by_group = {group: of_scores(one) for group, one in scores.items()}
    sizes = [one.sizes.max() for group, one in scores.items() if not group] or [
        one.sizes.max() for one in scores.values()
    ]
    return _Curves(
        by_group, reference_of(subject.data, scores), float(max(sizes)), None,
        "Scores as they were recorded: what other rows to judge them would say is not in the "
        "interval.",
        "recorded scores, of the draws",
    )  # fmt: skip


def _shown(curve: _Curves, confidence: float, *, accuracy: bool) -> Iterator[Exhibit]:
    summary = sentence(curve.by_group, curve.size, confidence, curve.source, accuracy=accuracy)
    if summary is not None:
        yield summary
    yield from curves(curve.by_group, curve.size, confidence, accuracy=accuracy, idle=curve.idle)
    yield from gaps(curve.by_group, curve.references, curve.size, confidence, accuracy=accuracy)
    yield by_size(curve.by_group, curve.size, confidence, accuracy=accuracy)


def _few_shots(
    subject: Subject, taught: Taught, learner: Learner, surrogates: int, stated: Stated
) -> Iterator[Measurement | Exhibit]:
    labels = taught.rows.labels[taught.rows.teaching]
    amounts = np.bincount(labels, minlength=len(taught.classes))
    known = np.flatnonzero(amounts)
    missing = left_out([taught.classes[index] for index in known], amounts[known].tolist())
    if missing is not None:
        subject.warn(missing)
    tried = []
    for one in few_shots(
        taught.rows, learner, surrogates, subject.rng("few shots"),
        lambda done: subject.on_progress(0.7 + 0.3 * done),
    ):  # fmt: skip
        tried.append(one)
        yield rate(SHOTS, (("shots", str(one.shots)),), one.share, stated)
    if tried:
        yield shots_table(tried)
