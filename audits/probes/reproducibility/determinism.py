"""Is the same input answered alike again: in another process, batch and order, by other threads?"""

from collections.abc import Iterator, Mapping
from typing import Annotated

import numpy as np

from audits.data.arrays import Flags, Rows
from audits.data.groups import divisions_of, row_groups
from audits.measurement import Exhibit, Group, Measurement, Undetermined
from audits.models import Answers, Classifier
from audits.planning import forward_passes
from audits.probing.probe import Metric, Scale, Shown, Subject, probe
from audits.reproducibility.repeats import (
    IN_PROCESS,
    ON_CPU,
    PROCESS,
    Elsewhere,
    Repeat,
    answers,
    beside,
    repeats,
    rows_asked,
)
from audits.reproducibility.sources import source
from audits.specification.parameter_bounds import Between, Confidence, SmallestGroup
from audits.specification.roles import Kind, Role
from audits.statistics.share_measurements import rate
from audits.statistics.shares import Share, Stated

FLIPS, CHANGES = "answer_flip_rate", "answer_change_rate"
NO_THREADS = "this kind of model cannot be asked by another number of threads"
NO_PROCESS = (
    "nobody lent another process: run the audit by `evenhand audit` or on a server, with the model "
    "as a file"
)


@probe(
    metrics=(
        Metric(
            FLIPS,
            "Share of rows that are answered with another class when they are asked again; in any "
            "of the ways tried, or in that of `variant`.",
            Scale.SHARE,
            title="share of answers that flip when asked again",
            shown=Shown.FIRST,
        ),
        Metric(
            CHANGES,
            "Share of rows whose answer differs in any bit of any probability when they are asked "
            "again; in any of the ways tried, or in that of `variant`.",
            Scale.SHARE,
            title="share of answers that change at all when asked again",
        ),
    ),
    label=Kind.CATEGORY,
    model=Classifier,
    passes=forward_passes.per_row(6, "asked_rows"),
    by_default=False,
    asks_unsteady=True,
)
def determinism(
    subject: Subject,
    *,
    asked_rows: Annotated[int, Between(30, 5_000)] = 200,
    smallest_group: SmallestGroup = 30,
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """Ask the same rows again in several ways, and count what is answered otherwise.

    In this process: again, one row at a time, in reverse order, by one thread and by four; and in
    another process, where whoever runs the audit lends one. What an answer is beside is the first
    time they were asked, in the batches that the model takes best. Numbers are compared to the
    last bit. It runs on a model too that answers at random, of which nothing else is measured.

    asked_rows: rows that are asked, spread over their values.
    smallest_group: fewer rows are undetermined.
    confidence: of every interval.
    """
    stated = Stated(confidence, smallest_group)
    model, data = subject.model, subject.data
    assert isinstance(model, Classifier)
    rows = rows_asked(data, model.reads, asked_rows)
    first = answers(model, data, rows)
    made: dict[str, Repeat] = {}
    for variant, repeat in repeats(model, data, rows, first, subject.on_progress):
        if repeat is not None:
            made[variant] = repeat
    elsewhere = _elsewhere(subject, rows, first)
    if isinstance(elsewhere, Repeat):
        made[elsewhere.variant] = elsewhere
    other = elsewhere.variant if isinstance(elsewhere, Repeat) else PROCESS
    for variant in (*IN_PROCESS, other):
        of_variant: Group = (("variant", variant),)
        if variant in made:
            yield _share(FLIPS, of_variant, made[variant].flipped, stated)
            yield _share(CHANGES, of_variant, made[variant].changed, stated)
            continue
        reason = str(elsewhere) if variant == PROCESS else NO_THREADS
        for metric in (FLIPS, CHANGES):
            yield Undetermined(metric, of_variant, reason, len(rows))
    flipped = np.any([repeat.flipped for repeat in made.values()], axis=0)
    changed = np.any([repeat.changed for repeat in made.values()], axis=0)
    yield _share(FLIPS, (), flipped, stated)
    yield _share(CHANGES, (), changed, stated)
    asked = data.take(rows)
    columns = asked.having(Role.PROTECTED)
    for division, codes in row_groups(columns, divisions_of(asked, columns, subject.warn)):
        for index, group in enumerate(division.groups):
            of = codes == index
            yield _share(FLIPS, group, flipped[of], stated)
            yield _share(CHANGES, group, changed[of], stated)
    yield _table(made, len(rows))


def _elsewhere(subject: Subject, rows: Rows, first: Answers) -> Repeat | str:
    """What another process answered, or why none did."""
    lent = subject.asked_elsewhere
    if lent is None:
        return NO_PROCESS
    if isinstance(lent, str):
        return f"another process failed: {lent}"
    assert isinstance(lent, Elsewhere)
    if not np.array_equal(lent.rows, rows):
        return "another process was asked about other rows"
    from audits.models.huggingface.device import is_asked_on_gpu

    here = is_asked_on_gpu(subject.model)
    variant = PROCESS if lent.on_gpu == here else ON_CPU
    return beside(variant, first, Answers(lent.codes, lent.probabilities))


def _share(metric: str, group: Group, hits: Flags, stated: Stated) -> Measurement:
    return rate(metric, group, Share(int(hits.sum()), len(hits), len(hits)), stated)


def _table(made: Mapping[str, Repeat], rows: int) -> Exhibit:
    lines = [
        [variant, f"{rows:,}", f"{int(repeat.flipped.sum()):,}", f"{int(repeat.changed.sum()):,}",
         f"{repeat.largest:.3g}"]
        for variant, repeat in made.items()
    ]  # fmt: skip
    return Exhibit(
        "sentences", "The same rows, asked again",
        {
            "head": ["asked", "rows", "other class", "any bit differs", "largest difference"],
            "rows": lines, "numeric": [1, 2, 3, 4], "left_out": 0,
            "caption": f"Differences of a probability. Consistent with: {source(made)}.",
        },
    )  # fmt: skip
