"""Explanations of a model that has forgotten what it knew: they must not look the same.

Adebayo et al. 2018, Sanity Checks for Saliency Maps, NeurIPS: weights are shuffled layer by layer,
from the output to the input. Where weights cannot be shuffled, the answers are, which shows only
that an explanation depends on the answers, not that it depends on what was learnt.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from audits.errors import ModelFailure, NotApplicable
from audits.explanations.cached_inference import Asker
from audits.explanations.explanation import Explanation, Instance
from audits.explanations.similarity import shape_overlap
from audits.explanations.subject_to_explain import ExplanationTask
from audits.models import Classifier, Randomisable

# Rows and depths of the curve over layers, besides the whole network.
CURVE_ROWS, CURVE_PARTS = 2, 3

Explainer = Callable[[Asker, str, Sequence[Instance]], list[Explanation]]


@dataclass(frozen=True, eq=False)
class Randomised:
    """What was explained of a model that forgot.

    by_row: row -> an explanation a shuffle. by: what was shuffled, or None, and then `reason`.
    depths: share of the layers shuffled, from the output -> mean share of the pattern lost.
    """

    by_row: Mapping[int, tuple[Explanation, ...]] = field(default_factory=dict)
    by: str | None = None
    reason: str = ""
    depths: Mapping[float, float] = field(default_factory=dict)


def lost(first: Explanation, second: Explanation) -> float:
    """Share of the pattern that the second does not have, 0 to 1."""
    return 1 - shape_overlap(first.signed_weights, second.signed_weights)


def rounds(task: ExplanationTask, rows: int, *, samples_answers: bool) -> int:
    """How many explanations `randomise` makes of so many rows, as far as can be told before."""
    if isinstance(task.model, Randomisable):
        return rows * task.shuffles + min(rows, CURVE_ROWS) * CURVE_PARTS
    return rows if samples_answers else 0


def randomise(
    task: ExplanationTask,
    instances: Sequence[Instance],
    first: Sequence[Explanation],
    explain: Explainer,
    *,
    samples_answers: bool,
) -> Randomised:
    """Explain the rows of the shuffled model, else of shuffled answers.

    samples_answers: whether the method draws enough answers that shuffling them means something.
    """
    reason = "the model's weights cannot be shuffled: it is asked from outside or recorded"
    if isinstance(task.model, Randomisable):
        try:
            return _of_weights(task, task.model, instances, first, explain)
        except NotApplicable as error:
            reason = error.reason
        except ModelFailure as error:
            reason = f"with shuffled weights, {error}"
    if not samples_answers:
        return Randomised(reason=reason)
    shuffled = task.subject.rng(f"{task.purpose} shuffle")
    asker = replace(task.asker(), distort=shuffled.permutation)
    explanations = explain(asker, "scrambled", instances)
    return Randomised({e.row: (e,) for e in explanations}, "answers", reason)


def _of_weights(
    task: ExplanationTask,
    model: Randomisable,
    instances: Sequence[Instance],
    first: Sequence[Explanation],
    explain: Explainer,
) -> Randomised:
    seed = task.subject.seed

    def of(shuffle: int, layers: int | None, rows: Sequence[Instance]) -> list[Explanation]:
        blank = model.randomised(seed=seed + shuffle, layers=layers)
        assert isinstance(blank, Classifier)
        # One shuffled model is held at a time.
        return explain(replace(task.asker(), model=blank), "scrambled", rows)

    each = [of(shuffle, None, instances) for shuffle in range(task.shuffles)]
    by_row = {
        e.row: tuple(explanations[index] for explanations in each) for index, e in enumerate(first)
    }
    curve_rows, some = instances[:CURVE_ROWS], first[:CURVE_ROWS]
    count = model.weight_layers()
    depths = {}
    for layers in _depths(count):
        explanations = each[0] if layers == count else of(0, layers, curve_rows)
        losses = [
            lost(whole, shuffled)
            for whole, shuffled in zip(some, explanations[: len(curve_rows)], strict=True)
        ]
        depths[layers / count] = float(np.mean(losses))
    return Randomised(by_row, "weights", "", depths if count > 1 else {})


def _depths(layers: int) -> list[int]:
    """The output's layer, parts of the network, and all of it."""
    parts = np.ceil(np.arange(1, CURVE_PARTS + 1) / CURVE_PARTS * layers).astype(int)
    return sorted({1, *parts.tolist()})
