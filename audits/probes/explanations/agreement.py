"""Agreement: whether the methods of explanation tell the same story about the same rows."""

from collections.abc import Iterator
from functools import partial
from typing import Literal

import numpy as np

from audits.explanations.image_regions import squares
from audits.explanations.lent_words import error_over_rows, numbered
from audits.explanations.method_agreement import (
    explain_side_by_side,
    methods_for,
    side_by_side_exhibit,
)
from audits.explanations.row_selection import choose_rows
from audits.explanations.subject_to_explain import STEADY, Cutting, ExplanationTask
from audits.measurement import Exhibit, Group, Measurement, Undetermined
from audits.models import Classifier
from audits.planning import forward_passes
from audits.probing.probe import Metric, Scale, Subject, probe
from audits.specification.parameter_bounds import Confidence, HowMany, Pixels, RowNumbers, Samples
from audits.specification.roles import Kind
from audits.statistics.means_over_rows import mean_over_rows

METRIC = "explanation_agreement"


@probe(
    metrics=(
        Metric(
            METRIC,
            "Share of the pattern that two methods' explanations of a row have in common, over "
            "all pairs of methods; 1 means they tell the same story.",
            Scale.UNIT,
        ),
    ),
    model=Classifier,
    passes=forward_passes.agreement,
    sampled=({"how_many": 3}, {"how_many": 3, "samples": 500}, {"how_many": 3, "samples": 250}),
    version=2,
)
def agreement(
    subject: Subject,
    *,
    rows: RowNumbers = (),
    how_many: HowMany | None = None,
    samples: Samples | None = None,
    words: Literal["delete", "mask"] = "delete",
    window: Pixels | None = None,
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """Whether LIME, Kernel SHAP, occlusion and prediction difference agree on the same rows.

    Each weight is signed; each explanation is scaled to a total of 1, since the methods measure
    in different units. Where methods disagree, none of them should be relied on alone (Krishna
    et al. 2024, the disagreement problem). Pictures are cut into the same windows for all.

    rows: numbers of the rows to explain, counted from 0; left out, a mixture is chosen.
    how_many: rows to choose; left out, 8 of a table and 4 texts or pictures.
    samples: draws a row; left out, 5,000 for a table and 1,000 else.
    words: whether an absent word is deleted or masked.
    window: side of the square windows of a picture; left out, an eighth of its shorter side.
    confidence: of every interval.
    """
    cutting = Cutting(words=words, regions=partial(squares, side=window))
    task = ExplanationTask(subject, cutting, purpose="agreement")
    if task.one_answer is not None:
        yield Undetermined(METRIC, (), task.one_answer, 0)
        return
    tabular = task.kind is Kind.CATEGORY
    rows_explained = choose_rows(subject, rows, how_many or (8 if tabular else 4), task.answers)
    if task.unsteadiness([explained.row for explained in rows_explained]) > STEADY:
        reason = "the model answers differently to the same input"
        yield Undetermined(METRIC, (), reason, len(rows_explained))
        return
    methods = methods_for(
        task, samples or (5000 if tabular else 1000), [choice.row for choice in rows_explained]
    )
    explained, left_out = explain_side_by_side(task, methods, rows_explained)
    for left, why in left_out.items():
        subject.warn(f"row {left}: {why}")
    moving = [row for row in explained if row.moves]
    if not moving:
        reason = "no unit moves the answer of any explained row"
        yield Undetermined(METRIC, (), reason, len(explained))
        return
    block_of = numbered([choice.row for choice in rows_explained])
    own = [block_of[row.selected.row] for row in moving]
    pairs, without = [row.pairs() for row in moving], [row.without_blocks() for row in moving]
    yield _mean((), [list(by_pair.values()) for by_pair in pairs], without, own, confidence)
    for pair in pairs[0]:
        values = [[by_pair[pair]] for by_pair in pairs]
        undetermined_blocks = [[{pair: block[pair]} for block in row] for row in without]
        yield _mean((("set", pair),), values, undetermined_blocks, own, confidence)
    for row in moving:
        yield side_by_side_exhibit(task, row)


def _mean(
    group: Group,
    pairs: list[list[float]],
    without: list[list[dict[str, float]]],
    own: list[int],
    confidence: float,
) -> Measurement:
    """Mean over rows of the mean over pairs of methods.

    pairs: of each row. without: of each row, without each block of the sample. own: the blocks of
    the rows.
    """
    values = [float(np.mean(agreements)) for agreements in pairs]
    left = [np.array([np.mean(list(block.values())) for block in row]) for row in without]
    return mean_over_rows(
        METRIC,
        group,
        values,
        least=0,
        greatest=1,
        confidence=confidence,
        error=error_over_rows(values, left, own),
    )
