"""Which of several answers a language model holds likeliest behind a question.

A causal model gives log P(answer | question) exactly; of a masked one it is the difference of two
pseudo-log-likelihoods (Salazar et al. 2020, ACL), with the answer and without it. Long answers are
unlikely because they are long, so the log-likelihood may be divided by their characters.
"""

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np

from audits.models import LanguageModel

CHUNK = 64
Per = Literal["answer", "character"]


def likeliest_options(
    model: LanguageModel,
    questions: Sequence[str],
    options: Sequence[Sequence[str]],
    *,
    per: Per,
    on_progress: Callable[[float], None] = lambda fraction: None,
) -> list[str | None]:
    """One option a question; None where two are exactly as likely, or the model has no number.

    questions: everything that stands before the answer. options: of each question. per: whether the
    log-likelihood counts as it is or by character. on_progress: is told the share that is done.
    """
    texts = dict.fromkeys(questions)
    texts |= dict.fromkeys(
        _joined(question, option)
        for question, own in zip(questions, options, strict=True)
        for option in own
    )
    likelihood = _likelihoods(model, sorted(texts, key=lambda text: (len(text), text)), on_progress)
    answers: list[str | None] = []
    for question, own in zip(questions, options, strict=True):
        gains = {
            option: (likelihood[_joined(question, option)] - likelihood[question])
            / (len(option) if per == "character" else 1)
            for option in own
        }
        best = max(gains.values())
        likeliest = [option for option, gain in gains.items() if gain == best]
        is_told_apart = len(likeliest) == 1 and bool(np.isfinite(list(gains.values())).all())
        answers.append(likeliest[0] if is_told_apart else None)
    return answers


def _joined(question: str, option: str) -> str:
    return f"{question} {option}"


def _likelihoods(
    model: LanguageModel, texts: Sequence[str], on_progress: Callable[[float], None]
) -> dict[str, float]:
    known: dict[str, float] = {}
    for start in range(0, len(texts), CHUNK):
        chunk = texts[start : start + CHUNK]
        known |= dict(zip(chunk, map(float, model.log_likelihood(chunk)), strict=True))
        on_progress(len(known) / len(texts))
    return known
