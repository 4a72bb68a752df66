"""What a classifier of texts makes of sentences, those of like length together."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from audits.models import Answers, Classifier

BATCH = 64


def answers_to(
    model: Classifier,
    column: str,
    sentences: Sequence[str],
    on_progress: Callable[[float], None] = lambda fraction: None,
) -> Answers:
    """Answers in the order asked.

    model: is asked. column: that it reads. on_progress: is told the share that is done.
    """
    order = np.array(sorted(range(len(sentences)), key=lambda row: len(sentences[row])))
    codes = np.empty(len(sentences), dtype=np.intp)
    known: list[NDArray[np.float64] | None] = []
    for first in range(0, len(order), BATCH):
        rows = order[first : first + BATCH]
        asked = np.array([sentences[row] for row in rows.tolist()], dtype=object)
        answers = model.classify({column: asked})
        codes[rows] = answers.codes
        known.append(answers.probabilities)
        on_progress(min(1.0, (first + BATCH) / len(order)))
    if not known or any(batch is None for batch in known):
        return Answers(codes, None)
    answered = np.concatenate([batch for batch in known if batch is not None])
    probabilities = np.empty_like(answered)
    probabilities[order] = answered
    return Answers(codes, probabilities)
