"""LIME: which columns, words or regions a simple model near a row says moved its answer."""

from collections.abc import Iterator
from functools import partial
from typing import Literal

from audits.explanations.image_regions import superpixels
from audits.explanations.lime import Lime
from audits.explanations.metric_names import Names, card_metrics
from audits.explanations.probe_body import Asked, report
from audits.explanations.subject_to_explain import Cutting, ExplanationTask
from audits.measurement import Exhibit, Measurement
from audits.models import Classifier
from audits.planning import forward_passes
from audits.probing.probe import Subject, probe
from audits.specification.parameter_bounds import (
    Confidence,
    HowMany,
    Regions,
    RowNumbers,
    Samples,
    Seeds,
)
from audits.specification.roles import Kind

NAMES = Names("explanation", surrogate=True, curves="", weights="lime_")


@probe(
    metrics=card_metrics(NAMES, "LIME"),
    model=Classifier,
    passes=forward_passes.lime,
    sampled=(
        {"how_many": 3},
        {"how_many": 3, "seeds": 3},
        {"how_many": 3, "seeds": 3, "samples": 500},
        {"how_many": 3, "seeds": 3, "samples": 250},
    ),
    version=2,
)
def lime(
    subject: Subject,
    *,
    rows: RowNumbers = (),
    how_many: HowMany | None = None,
    samples: Samples | None = None,
    seeds: Seeds = 4,
    estimator: Literal["continuous", "discretised"] = "continuous",
    words: Literal["delete", "mask"] = "delete",
    together: bool = True,
    regions: Regions = 50,
    hide: Literal["average", "mean", "grey", "black"] = "average",
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """What moved single answers, by a linear model fitted near each row, with a reliability card.

    Ribeiro, Singh & Guestrin 2016. The class explained is the one the model answers; no label is
    read. Rows are the named ones, else a mixture: typical, most uncertain, most wrong by group,
    and a sub-modular pick (tables) or rows spread over the confidence.

    rows: numbers of the rows to explain, counted from 0; left out, a mixture is chosen.
    how_many: rows to choose; left out, 8 of a table and 4 texts or pictures.
    samples: draws around a row; left out, 5,000 for a table and 1,000 else.
    seeds: other seeds each row is explained with, to see whether the explanation stands.
    estimator: of a table, numbers as slopes, or as "in the same quarter or not".
    words: whether an absent word is deleted or masked.
    together: whether every occurrence of a word is one unit.
    regions: superpixels of a picture, about.
    hide: what stands for an absent region: the average of the dataset's pictures, its own mean
        colour, middle grey or black.
    confidence: of every interval.
    """
    cutting = Cutting(words, together, partial(superpixels, about=regions), hide)
    task = ExplanationTask(subject, cutting, purpose="lime")
    tabular = task.kind is Kind.CATEGORY
    method = Lime(
        samples=samples or (5000 if tabular else 1000),
        discretised=estimator == "discretised",
        table=task.table if tabular else None,
    )
    asked = Asked(rows, how_many or (8 if tabular else 4), seeds, confidence)
    yield from report(task, method, NAMES, asked, many=tabular)
