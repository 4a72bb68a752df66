"""Kernel SHAP: how an answer is shared out among the columns, words or regions."""

from collections.abc import Iterator
from functools import partial
from typing import Literal

from audits.explanations.image_regions import superpixels
from audits.explanations.kernel_shap import KernelShap
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

NAMES = Names("kernel_shap")


@probe(
    metrics=card_metrics(NAMES, "Kernel SHAP"),
    model=Classifier,
    passes=forward_passes.kernel_shap,
    sampled=(
        {"how_many": 3},
        {"how_many": 3, "seeds": 3},
        {"how_many": 3, "seeds": 3, "samples": 500},
        {"how_many": 3, "seeds": 3, "samples": 250},
    ),
    version=2,
)
def kernel_shap(
    subject: Subject,
    *,
    rows: RowNumbers = (),
    how_many: HowMany | None = None,
    samples: Samples | None = None,
    seeds: Seeds = 4,
    words: Literal["delete", "mask"] = "delete",
    regions: Regions = 50,
    hide: Literal["average", "mean", "grey", "black"] = "average",
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """How each answer is shared out among its units, by Shapley values, with a reliability card.

    Lundberg & Lee 2017, sampled in pairs of complements. The weights of a row add up to its
    answer minus the answer with every unit absent. Absent columns are drawn from eight rows of
    the dataset together.

    rows: numbers of the rows to explain, counted from 0; left out, a mixture is chosen.
    how_many: rows to choose; left out, 8 of a table and 4 texts or pictures.
    samples: sets of units asked about; left out, 2,048 for a table and 1,000 else.
    seeds: other seeds each row is explained with, to see whether the explanation stands.
    words: whether an absent word is deleted or masked.
    regions: superpixels of a picture, about.
    hide: what stands for an absent region: the average of the dataset's pictures, its own mean
        colour, middle grey or black.
    confidence: of every interval.
    """
    cutting = Cutting(words=words, regions=partial(superpixels, about=regions), hide=hide)
    task = ExplanationTask(subject, cutting, purpose="kernel_shap")
    tabular = task.kind is Kind.CATEGORY
    method = KernelShap(samples or (2048 if tabular else 1000))
    asked = Asked(rows, how_many or (8 if tabular else 4), seeds, confidence)
    yield from report(task, method, NAMES, asked)
