"""Are the rows still of the kind that they were?"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated

import numpy as np

from audits.data.dataset import Column, Dataset, Numbers, Values
from audits.data.training_rows import in_training
from audits.data_quality.drift.changes import numbers_of
from audits.data_quality.drift.columns import drifted_columns
from audits.data_quality.drift.explained import explained
from audits.data_quality.drift.joint import told_apart
from audits.data_quality.drift.measures import Rows, of_columns, of_stream, overall
from audits.data_quality.drift.pairs import pairs
from audits.data_quality.drift.report import along, parts, sentence, table
from audits.data_quality.drift.stream import Period, periods_of, watched
from audits.errors import NotApplicable
from audits.measurement import Exhibit, Measurement, WhyNot
from audits.models import Classifier, Regressor
from audits.planning.forward_passes import per_row
from audits.probing.probe import Metric, Scale, Shown, StatedNeed, Subject, probe
from audits.specification.counts import counted
from audits.specification.parameter_bounds import Between, Confidence, SmallestGroup
from audits.specification.roles import Role
from audits.statistics.shares import Stated

BEFORE = StatedNeed(
    "nothing says what these rows are held against",
    "name the rows of before with `earlier: {path: ...}` in the audit document, give a `split` "
    "whose training rows they are, or a column of dates the role `time`",
    roles=(Role.SPLIT, Role.TIME),
    datasets=("earlier",),
)


@probe(
    metrics=(
        Metric(
            "drift_p_value",
            "How likely so large a shift would be were the rows of the kind that they were before, "
            "corrected over all columns; a rule on it fails and never passes.",
            Scale.UNIT,
            title="p-value of drift",
            shown=Shown.JUDGED,
        ),
        Metric(
            "drift_distance",
            "Largest difference, between before and now, in the share of rows: of a number at or "
            "below any value, else of any one value. Overall the largest of any column.",
            Scale.SHARE,
            null=0.0,
            title="drift",
        ),
        Metric(
            "drift_auc",
            "Probability that a row of now looks more like one, to a classifier that is fitted "
            "here, than a row of before; 0.5 is chance.",
            Scale.UNIT,
            null=0.5,
            title="drift AUC",
        ),
        Metric(
            "stream_drift_distance",
            "The same largest difference between a stream so far and its reference, with limits "
            "that hold at every look at once.",
            Scale.SHARE,
            overall=False,
            null=0.0,
            title="drift along the stream",
        ),
    ),
    honours=(Role.SPLIT, Role.TIME),
    passes=per_row(1),
    by_default=False,
    stated=BEFORE,
)
def drift(
    subject: Subject,
    *,
    period: Period = "day",
    reference_periods: Annotated[int, Between(1, 10_000)] = 30,
    smallest_group: SmallestGroup = 30,
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """Hold the rows against those of an earlier dataset, column by column and jointly.

    Inputs, labels and answers are compared by Kolmogorov-Smirnov or chi-square tests, corrected by
    Holm together with a classifier that tries to tell the two datasets apart. Shown is which
    shift goes with which changed number. With a column of dates the rows are a stream: it is held
    against the earlier dataset, or against its own first periods, by bands that hold at every look
    (Howard & Ramdas 2022), so that watching it daily alarms falsely no more often.

    period: of a stream with dates; numbers count periods themselves.
    reference_periods: of a stream without an earlier dataset, how many of its first are its
        reference; it must not change while the stream is watched.
    smallest_group: fewer rows on either side are undetermined.
    confidence: of every interval, and against any false alarm in the whole of a stream.
    """
    stated = Stated(confidence, smallest_group)
    before, now = _sides(subject)
    watches = now.one(Role.TIME) is not None
    if before is None and not watches:
        raise NotApplicable(BEFORE.reason, BEFORE.remedy)
    if before is not None:
        yield from _compared(subject, before, now, stated)
    if watches:
        yield from _watched(subject, before, now, period, reference_periods, stated)


def _sides(subject: Subject) -> tuple[Dataset | None, Dataset]:
    """The rows of before, or None, and those of now, each with the answers to them."""
    earlier, data = subject.earlier, subject.data
    if earlier is not None:
        if isinstance(earlier.rows, WhyNot):
            raise NotApplicable(earlier.rows.reason, BEFORE.remedy)
        return _answered(subject, earlier.rows), _answered(subject, data)
    split = subject.all_parts.one(Role.SPLIT)
    if split is not None:
        trained = in_training(split)
        others = ~trained & (split.categories.codes >= 0)
        if trained.any() and others.any():
            whole = _answered(subject, subject.all_parts)
            return whole.take(np.flatnonzero(trained)), whole.take(np.flatnonzero(others))
    return None, _answered(subject, data)


def _answered(subject: Subject, data: Dataset) -> Dataset:
    """The rows with what the model answers them, where answers are asked for and not recorded."""
    if data.one(Role.PREDICTION) is not None or not len(data):
        return data
    if data is not subject.data:
        subject = replace(subject, data=data, whole=None, answered=None)
    answers: Values
    if isinstance(subject.model, Classifier):
        answers = subject.predictions
    elif isinstance(subject.model, Regressor):
        answers = Numbers(subject.predicted_numbers)
    else:
        return data
    return replace(data, columns=(*data.columns, Column("answer", Role.PREDICTION, answers)))


def _compared(
    subject: Subject, before: Dataset, now: Dataset, stated: Stated
) -> Iterator[Measurement | Exhibit]:
    rows = Rows(len(before), len(now), None if subject.earlier is None else subject.earlier.look)
    paired = list(pairs(before, now, subject.warn))
    if not paired or not rows.before or not rows.now:
        raise NotApplicable("the two datasets have no column in common", BEFORE.remedy)
    subject.on_progress(0.1)
    joint = told_apart(before, now, paired, subject.rng("drift"))
    subject.on_progress(0.4)
    further = [] if joint is None else [rows.spent(joint.p_value)]
    columns, rest = drifted_columns(
        paired, rows.spent, further, lambda done: subject.on_progress(0.4 + 0.5 * done)
    )
    tested = None if joint is None else (joint, rest[0])
    level = 1 - stated.confidence
    yield from of_columns(columns, rows, stated)
    yield from overall(tested, [*(each.adjusted for each in columns), *rest], rows, stated)
    yield sentence(columns, tested, level)
    yield table(columns, (rows.before, rows.now))
    shifted = {each.name for each in columns if each.adjusted <= level}
    numbers = list(numbers_of(before, now, *_meanings(subject)))
    answers = (Role.PREDICTION, Role.SCORE)  # what is answered follows the others
    causes = [pair for pair in paired if pair.name in shifted and pair.role not in answers]
    yield from parts(list(explained(numbers, causes, stated.confidence)))


def _meanings(subject: Subject) -> tuple[str | None, tuple[str, ...]]:
    """The class of base rates and the favoured answers, where somebody or a default says them."""
    try:
        positive = subject.positive
    except NotApplicable:
        positive = None
    try:
        return positive, subject.favoured
    except NotApplicable:
        return positive, ()


def _watched(
    subject: Subject,
    before: Dataset | None,
    now: Dataset,
    period: Period,
    reference_periods: int,
    stated: Stated,
) -> Iterator[Measurement | Exhibit]:
    dates = periods_of(now.require(Role.TIME), period)
    names, of_rows = dates.names, dates.of_rows
    undated = int((of_rows < 0).sum())
    if undated:
        words = counted(undated, "row has no time and stands", "rows have no time and stand")
        subject.warn(f"{words} in no period of the stream")
    if before is None:
        if len(names) <= reference_periods:
            raise NotApplicable(
                f"the stream has {len(names):,} periods, of which the first "
                f"{reference_periods:,} are its reference",
                "give fewer `reference_periods`, a shorter `period`, or an `earlier` dataset",
            )
        reference = (of_rows >= 0) & (of_rows < reference_periods)
        before, now = now.take(np.flatnonzero(reference)), now.take(np.flatnonzero(~reference))
        of_rows, names = of_rows[~reference] - reference_periods, names[reference_periods:]
    if not names:
        raise NotApplicable("no row of the stream has a time", BEFORE.remedy)
    columns = list(watched(list(pairs(before, now, subject.warn)), of_rows, 1 - stated.confidence))
    yield from of_stream(columns, stated)
    yield from along(columns, names, stated.confidence)
