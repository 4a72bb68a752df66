"""Occlusion: what an answer loses when a column, a word or a window is taken away."""

from collections.abc import Iterator
from functools import partial
from typing import Literal

from audits.explanations.image_regions import squares
from audits.explanations.metric_names import Names, card_metrics
from audits.explanations.occlusion import Occlusion
from audits.explanations.probe_body import Asked, report
from audits.explanations.subject_to_explain import Cutting, ExplanationTask
from audits.measurement import Exhibit, Measurement
from audits.models import Classifier
from audits.planning import forward_passes
from audits.probing.probe import Subject, probe
from audits.specification.parameter_bounds import Confidence, HowMany, Pixels, RowNumbers
from audits.specification.roles import Kind

NAMES = Names("occlusion", draws_at_random=False)


@probe(
    metrics=card_metrics(NAMES, "occlusion"),
    model=Classifier,
    passes=forward_passes.occlusion,
    sampled=({"how_many": 3},),
    version=2,
)
def occlusion(
    subject: Subject,
    *,
    rows: RowNumbers = (),
    how_many: HowMany | None = None,
    words: Literal["delete", "mask"] = "delete",
    window: Pixels | None = None,
    hide: Literal["average", "mean", "grey", "black"] = "average",
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """What each answer loses when one unit is taken away, with a reliability card.

    Zeiler & Fergus 2014. Nothing is drawn at random, so there is no stability to measure. Two
    units that stand in for each other both look unimportant.

    rows: numbers of the rows to explain, counted from 0; left out, a mixture is chosen.
    how_many: rows to choose; left out, 8 of a table and 4 texts or pictures.
    words: whether an absent word is deleted or masked.
    window: side of the square windows of a picture, in pixels; left out, an eighth of its
        shorter side.
    hide: what stands for a window: the average of the dataset's pictures, its own mean
        colour, middle grey or black.
    confidence: of every interval.
    """
    cutting = Cutting(words=words, regions=partial(squares, side=window), hide=hide)
    task = ExplanationTask(subject, cutting, purpose="occlusion")
    tabular = task.kind is Kind.CATEGORY
    asked = Asked(rows, how_many or (8 if tabular else 4), 0, confidence)
    yield from report(task, Occlusion(), NAMES, asked)
