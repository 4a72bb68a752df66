"""One row as the plain runtime answers it, read a second time by other code.

Thirty rows of every audit are asked so (`audits.running.row_by_row_check`) and compared with the
answers in batches: labels are looked up one by one, and probabilities are made with `math`.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from audits.models import Answers
from audits.models.onnx.outputs import Outputs
from audits.models.postprocessing import NO_ANSWER
from audits.specification.document import ModelSpec


def read_plainly(
    row: Mapping[str, Any],
    outputs: Outputs,
    form: str | None,
    spec: ModelSpec,
    *,
    mirrored: bool = False,
) -> Answers:
    """The answer that one row's outputs hold.

    row: by the name of the output, what the runtime gave for it. form: of the scores, probabilities
    or logits; None before the model was asked. mirrored: of two columns the first is the negative
    of the second, and only that is read.
    """
    chances = None
    if outputs.scores is not None:
        scores = _listed(row[outputs.scores][0], outputs.keys)
        chances = _chances(scores[1:] if mirrored else scores, form)
    if chances is not None and any(map(math.isnan, chances)):
        return Answers(np.array([NO_ANSWER]), np.array([chances]))
    if spec.threshold is not None and chances is not None and len(chances) == 2:
        code = int(chances[1] >= spec.threshold)
    elif outputs.labels is not None:
        code = _code(np.asarray(row[outputs.labels]).reshape(-1)[0], outputs.own_labels)
    else:
        assert chances is not None
        code = max(range(len(chances)), key=chances.__getitem__)
    return Answers(np.array([code]), None if chances is None else np.array([chances]))


def _listed(scores: Any, keys: Sequence[Any]) -> list[float]:
    if isinstance(scores, Mapping):
        return [float(scores[key]) for key in keys]
    return [float(value) for value in np.asarray(scores).reshape(-1)]


def _chances(scores: list[float], form: str | None) -> list[float]:
    if not all(map(math.isfinite, scores)):
        return [math.nan] * max(2, len(scores))
    if len(scores) == 1:
        (score,) = scores
        if form == "logits":
            second = 1 / (1 + math.exp(-score)) if score > -700 else 0.0
        else:
            second = min(max(score, 0.0), 1.0)
        return [1 - second, second]
    if form == "logits":
        powers = [math.exp(score - max(scores)) for score in scores]
        return [power / math.fsum(powers) for power in powers]
    shares = [max(score, 0.0) for score in scores]
    total = math.fsum(shares)
    return [share / total for share in shares] if total else [1 / len(shares)] * len(shares)


def _code(value: Any, known: Sequence[str]) -> int:
    from audits.data.reading.spelling import raw_text, spelled

    return list(known).index(spelled(raw_text(value)) or "")
