"""One row's explanation as an exhibit: words, bars, or a heat map over the picture."""

from collections.abc import Sequence
from math import sqrt
from typing import Any

import numpy as np

from audits.data.picture_addresses import shown
from audits.explanations.explanation import Explanation, Instance
from audits.explanations.image_regions import PictureInstance
from audits.explanations.method_evaluation import Explained, MethodEvaluation
from audits.explanations.metric_names import Names
from audits.explanations.reliability_card import IS_NOT, Judged, row_doubts
from audits.explanations.similarity import strongest
from audits.explanations.subject_to_explain import ExplanationTask
from audits.explanations.table_features import TableInstance
from audits.explanations.text_tokens import TextInstance
from audits.measurement import Exhibit

MOST_UNITS, NORMAL_95 = 12, 1.959964


def row_exhibit(
    task: ExplanationTask,
    explained: Explained,
    evaluation: MethodEvaluation,
    names: Names,
    judgement: Judged,
) -> Exhibit:
    """The row, what was answered, and what moved it."""
    explanation = explained.explanation
    answer = task.model.classes[explanation.target]
    name = evaluation.method.title
    reasons = row_doubts(explained, names, judgement.least) or list(judgement.doubts)
    content = drawn(explained.instance, explanation, evaluation.method.unit)
    kind = str(content.pop("kind"))
    content |= {
        "method": evaluation.method.name,
        "row": explanation.row,
        "why": explained.selected.why,
        "answer": answer,
        "probability": explanation.answer,
        "note": f"{name}. The model answers “{answer}” ({explanation.answer:.2f}). {IS_NOT}",
        "stamped": bool(reasons),
        "doubts": reasons,
        "unsure": list(judgement.unsure),
    }
    title = f"Row {explanation.row} ({explained.selected.why}): what spoke for “{answer}”"
    return Exhibit(kind, f"{title} · {name}", content)


def drawn(instance: Instance, explanation: Explanation, unit: str) -> dict[str, Any]:
    """The content that the instance's kind calls for, with its `kind`."""
    match instance:
        case TextInstance():
            return {"kind": "highlighted_text", "tokens": tokens(instance, explanation)}
        case PictureInstance():
            return {"kind": "heat_picture", "unit": unit, **heat(instance, explanation)}
        case TableInstance():
            bars = [
                {
                    "label": f"{name} = {instance.shown(name)}",
                    "value": float(explanation.signed_weights[index]),
                    **_interval(explanation, index),
                }
                for index, name in enumerate(instance.units)
            ]
            return {"kind": "signed_bars", "bars": _largest(bars), "unit": unit}
        case _:
            bars = [
                {"label": name, "value": float(explanation.signed_weights[index])}
                for index, name in enumerate(instance.units)
            ]
            return {"kind": "signed_bars", "bars": _largest(bars), "unit": unit}


def _interval(explanation: Explanation, index: int) -> dict[str, list[float]]:
    """Where another seed's weight falls in 95 of 100 cases."""
    if not explanation.errors.size:
        return {}
    weight, error = float(explanation.weights[index]), float(explanation.errors[index])
    push = float(explanation.signed_weights[index])
    scale = push / weight if weight else 0.0
    half = abs(scale) * NORMAL_95 * sqrt(2) * error
    return {"interval": [push - half, push + half]}


def _largest(bars: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(bars, key=lambda bar: -abs(bar["value"]))[:MOST_UNITS]


def tokens(instance: TextInstance, explanation: Explanation) -> list[dict[str, Any]]:
    """The whole text in order; what is no word weighs nothing."""
    pieces: list[dict[str, Any]] = []
    end = 0
    for (start, stop), unit in zip(instance.spans, instance.owner.tolist(), strict=True):
        if start > end:
            pieces.append({"text": instance.text[end:start], "weight": 0.0})
        weight = {"weight": float(explanation.signed_weights[unit]), **_interval(explanation, unit)}
        pieces.append({"text": instance.text[start:stop], **weight})
        end = stop
    if end < len(instance.text):
        pieces.append({"text": instance.text[end:], "weight": 0.0})
    return pieces


def heat(instance: PictureInstance, explanation: Explanation) -> dict[str, Any]:
    """The picture and its heat as small PNGs, the scale, and the strongest regions in words."""
    weights = explanation.signed_weights
    largest = float(np.abs(weights).max(initial=0.0))
    share = weights[instance.regions] / largest if largest > 0 else 0.0 * instance.regions
    # Okabe-Ito orange speaks for, blue against; the regions in words tell them apart as well.
    colour = np.where((share > 0)[..., None], (213, 94, 0), (0, 114, 178))
    strength = np.round(215 * np.abs(share))[..., None]
    rgba = np.concatenate([colour, strength], axis=2).astype(np.uint8)
    places = strongest(weights, 6)
    return {
        "image": shown(instance.picture),
        "heat": shown(rgba),
        "largest": largest,
        "size": list(instance.picture.shape[:2]),
        "regions": [
            {"label": instance.units[region], "value": float(weights[region])} for region in places
        ],
    }
