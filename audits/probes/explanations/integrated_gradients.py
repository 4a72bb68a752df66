"""Integrated gradients: which words or regions an answer came from, by the model's own slopes."""

from collections.abc import Iterator
from functools import partial
from typing import Literal

from audits.errors import NotApplicable
from audits.explanations.gradients import IntegratedGradients, check_slopes
from audits.explanations.image_regions import superpixels
from audits.explanations.metric_names import Names, card_metrics
from audits.explanations.probe_body import Asked, report
from audits.explanations.subject_to_explain import Cutting, ExplanationTask
from audits.measurement import Exhibit, Measurement
from audits.models import Attributable
from audits.planning import forward_passes
from audits.probing.probe import Metric, Scale, Subject, probe
from audits.specification.parameter_bounds import Confidence, HowMany, Regions, RowNumbers
from audits.specification.roles import Kind
from audits.statistics.means_over_rows import mean_over_rows

NAMES = Names("integrated_gradients", draws_at_random=False)
GAP = "integrated_gradients_gap"


@probe(
    metrics=(
        *card_metrics(NAMES, "integrated gradients"),
        Metric(
            GAP,
            "How far the weights of a row miss the answer minus the baseline's answer, to which "
            "they must add up; 0 is complete.",
            Scale.NUMBER,
            null=0.0,
        ),
    ),
    model=Attributable,
    passes=forward_passes.integrated_gradients,
    sampled=({"how_many": 3},),
    version=2,
)
def integrated_gradients(
    subject: Subject,
    *,
    rows: RowNumbers = (),
    how_many: HowMany | None = None,
    regions: Regions = 50,
    hide: Literal["average", "mean", "grey", "black"] = "average",
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """Which parts of the input each answer came from, by gradients on the way from a baseline.

    Sundararajan et al. 2017. The way leads from padding (texts) or the hidden picture to the
    row; the number of steps is doubled until the weights add up to within 0.0001. Nothing is
    drawn at random.

    rows: numbers of the rows to explain, counted from 0; left out, a mixture is chosen.
    how_many: rows to choose; left out, 4.
    regions: superpixels of a picture, about, over which its pixels are added up.
    hide: the baseline of a picture: the average of the dataset's pictures, each region's mean
        colour, middle grey or black.
    confidence: of every interval.
    """
    cutting = Cutting(together=False, regions=partial(superpixels, about=regions), hide=hide)
    task = ExplanationTask(subject, cutting, purpose="integrated_gradients")
    if task.kind is Kind.CATEGORY:
        raise NotApplicable("the model reads a table", "use LIME or Kernel SHAP")
    check_slopes(task)
    method = IntegratedGradients()
    yield from report(task, method, NAMES, Asked(rows, how_many or 4, 0, confidence))
    gaps = list(method.gaps.values())
    yield mean_over_rows(GAP, (), gaps, least=0, greatest=2, confidence=confidence)
