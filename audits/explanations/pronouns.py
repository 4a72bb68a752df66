"""Which words of a source sentence moved the pronoun of its translation.

Prediction difference (Zintgraf et al. 2017) on the log-odds of "she" against "he": each word is
replaced by words of the other sentences, and the forced choice is asked again.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from audits.explanations.explanation import Explanation
from audits.explanations.lent_words import without_each
from audits.explanations.prediction_difference import Replaced
from audits.explanations.replacing_words import WordReplacer
from audits.explanations.text_tokens import TextInstance
from audits.models import ForcedChoice


@dataclass(frozen=True)
class Asked:
    """A source sentence with its two readings in the target language."""

    row: int
    text: str
    first: str
    second: str


def explain_pronouns(
    model: ForcedChoice,
    asked: Sequence[Asked],
    replacer: WordReplacer,
    *,
    source_language: str,
    target_language: str,
    rng: np.random.Generator,
) -> list[tuple[TextInstance, Explanation]]:
    """One explanation a sentence that can be asked; weights in natural log-odds.

    A positive weight speaks for the first reading: the log-odds fall when the word is unknown.
    """
    sentences: list[str] = []
    places: list[tuple[int, Replaced]] = []
    instances = [TextInstance(one.row, "source", one.text, together=False) for one in asked]
    owners: list[int] = []
    for index, instance in enumerate(instances):
        sentences.append(instance.text)
        owners.append(index)
        for window in replacer.windows(instance, rng):
            places.append((index, window))
            texts = [str(text) for text in window.features["source"]]
            sentences += texts
            owners += [index] * len(texts)
    odds = model.log_odds(
        sentences,
        first=[asked[index].first for index in owners],
        second=[asked[index].second for index in owners],
        source_language=source_language,
        target_language=target_language,
    )
    weights = [np.zeros(len(instance.units)) for instance in instances]
    blocks = max((len(w.lent) for _, w in places if w.lent is not None), default=0)
    without = [np.zeros((blocks, len(instance.units))) for instance in instances]
    whole = np.full(len(instances), np.nan)
    cursor = 0
    reached = -1
    for index, window in places:
        while reached < index:
            reached += 1
            whole[reached] = odds[cursor]
            cursor += 1
        answers = odds[cursor : cursor + len(window.shares)]
        weights[index][window.units] = whole[index] - float(window.shares @ answers)
        if window.lent is not None:
            fewer = without_each(window.shares, window.lent) @ answers
            without[index][:, window.units] = (whole[index] - fewer)[:, None]
        cursor += len(window.shares)
    return [
        (
            instance,
            Explanation(
                instance.row, 0, weights[index], float(whole[index]), 0.0,
                without_blocks=without[index],
            ),
        )
        for index, instance in enumerate(instances)
        if np.isfinite(whole[index]) and np.isfinite(weights[index]).all()
    ]  # fmt: skip
