"""Integrated gradients as a method of explanation: the adapter's weights, added up by unit.

Sundararajan, Taly & Yan 2017, ICML. The weights of all tokens or pixels add up to the answer
minus the baseline's; signs between words have their share, which no unit shows.
"""

from dataclasses import dataclass, field

import numpy as np

from audits.errors import NotApplicable
from audits.explanations.cached_inference import Asker
from audits.explanations.explanation import Explanation, Instance
from audits.explanations.image_regions import PictureInstance
from audits.explanations.lime import Explain
from audits.explanations.subject_to_explain import ExplanationTask
from audits.explanations.text_tokens import TextInstance
from audits.models import Attributable, Attributed, Differentiable
from audits.specification.roles import Kind

REMEDY = (
    "explain it by its answers (`explanations.lime`, `explanations.occlusion`), which need no "
    "gradients, or give a Hugging Face classifier or an ONNX network of pictures whose operators "
    "are converted"
)


@dataclass(eq=False)
class IntegratedGradients:
    """gaps: for each row explained of the model itself, how far the weights miss their sum."""

    name: str = "integrated_gradients"
    draws_at_random: bool = False
    title: str = "Integrated gradients"
    unit: str = "weight"
    samples_units: bool = False
    gaps: dict[int, float] = field(default_factory=dict)

    def prepare(self, asker: Asker, rng: np.random.Generator) -> Explain:
        """A function of a row and a class."""
        model = asker.model
        if not isinstance(model, Attributable):
            raise NotApplicable("the model cannot be differentiated here", REMEDY)
        return lambda instance, target: self._explain(model, instance, target)

    def _explain(self, model: Attributable, instance: Instance, target: int) -> Explanation:
        none = np.zeros((1, len(instance.units)), dtype=bool)
        attribution = model.attribute(
            instance.original(1), target, baseline=instance.features(none)
        )
        gap = abs(float(attribution.weights.sum()) - (attribution.answer - attribution.base))
        self.gaps.setdefault(instance.row, gap)
        if isinstance(instance, TextInstance):
            weights = by_word(attribution, instance)
        elif isinstance(instance, PictureInstance):
            weights = by_region(attribution, instance)
        else:
            raise NotApplicable("tables are not differentiated", "use LIME or Kernel SHAP")
        return Explanation(instance.row, target, weights, attribution.answer, attribution.base)


def check_slopes(task: ExplanationTask) -> None:
    """Raises `NotApplicable` where gradients do not lead back to the input.

    A graph of pictures is converted for them, and must answer one of the pictures as before.
    """
    model = task.model
    if not isinstance(model, Attributable):
        raise NotApplicable("the model cannot be differentiated here", REMEDY)
    if task.kind is Kind.IMAGE and isinstance(model, Differentiable):
        try:
            model.slopes(model.pixels({model.reads[0]: task.pictures[:1]}))
        except NotApplicable as error:
            raise NotApplicable(error.reason, REMEDY) from error


def by_word(attribution: Attributed, instance: TextInstance) -> np.ndarray:
    """Shape (units,): a token belongs to the word that holds its first character."""
    weights = np.zeros(len(instance.units))
    starts = np.array([start for start, _ in instance.spans])
    for weight, (start, end) in zip(attribution.weights.tolist(), attribution.spans, strict=True):
        if end <= start:
            continue
        # Tokens of some tokenizers begin with the space before the word.
        inside = start + (len(text := instance.text[start:end]) - len(text.lstrip()))
        index = int(np.searchsorted(starts, inside, side="right")) - 1
        if index >= 0 and inside < instance.spans[index][1]:
            weights[instance.owner[index]] += weight
    return weights


def by_region(attribution: Attributed, instance: PictureInstance) -> np.ndarray:
    """Shape (units,): pixels as the model sees them, added up over the regions they show."""
    height, width = attribution.weights.shape
    rows = np.arange(height) * instance.regions.shape[0] // height
    columns = np.arange(width) * instance.regions.shape[1] // width
    shown = instance.regions[np.ix_(rows, columns)]
    return np.bincount(shown.ravel(), attribution.weights.ravel(), minlength=len(instance.units))
