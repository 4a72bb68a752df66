"""Thirty sentences are asked one by one: of translators and language models, as rows are of others.

Of a language model thirty pairs are asked, since an audit asks which of two sentences it prefers. A
translation that changes with its company is let where the plain network finds the two equally
likely to within `TOLERANCE`: sums of a batch are added up in another order, and of two words that
tie either may come out. How many did is told. Any other difference is tried again with sentences of
equal length only; what then differs is an error that names the row.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np

from audits.data.dataset import Dataset
from audits.data.texts import source_column, texts
from audits.errors import UnsteadyModel
from audits.language.sentence_pairs import written_pairs
from audits.languages import language_code
from audits.models import ForcedChoice, LanguageModel, Model, Translator
from audits.models.output_reading import TOLERANCE, Reading
from audits.planning.step_costs import ASKED_TWICE
from audits.running.preference_check import preferences
from audits.running.single_answers import Differs, agreement_text, largest
from audits.translation.word_lists import language, languages

SENTENCES = ASKED_TWICE
READINGS = ("She", "He")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, and how an error names it: `row 7`, or by itself."""

    text: str
    name: str


def ask_sentences_again(model: Model, data: Dataset) -> Reading:
    """Compare, and say what came out; () where nothing stands between question and answer.

    Raises `UnsteadyModel` where an answer depends on the sentences beside it.
    """
    asked = sentences_of(model, data)
    if not asked:
        return ()
    try:
        return _compared(model, data, asked)
    except Differs as differs:
        if getattr(model, "is_apart", True):
            raise UnsteadyModel(str(differs)) from differs
        cast(Any, model).is_apart = True
        try:
            equal = _compared(model, data, asked)
        except Differs as again:
            raise UnsteadyModel(str(again)) from again
    return (
        *equal,
        ("batches", "only sentences of equal length are asked together: padding changes answers"),
    )


def sentences_of(model: Model, data: Dataset) -> list[Sentence]:
    """The dataset's own, spread over their lengths; else those of the shipped lists."""
    sentences = _all_sentences(model, data)
    if not sentences:
        return []
    order = sorted(range(len(sentences)), key=lambda index: len(sentences[index].text))
    places = np.linspace(0, len(order) - 1, min(SENTENCES, len(order))).round().astype(int)
    return [sentences[index] for index in sorted({order[rank] for rank in places.tolist()})]


def _all_sentences(model: Model, data: Dataset) -> list[Sentence]:
    column = source_column(data)
    if column is not None:
        known = {text: row for row, text in enumerate(texts(column)) if text}
        return [Sentence(text, f"row {row + 1}") for text, row in known.items()]
    if isinstance(model, Translator):
        code = language_code(getattr(model, "source_language", None) or "")
        sets = language(code).sets if code in languages() else {}
        return [_listed(item.text) for items in sets.values() for item in items]
    return [_listed(pair.stereotype) for pair in written_pairs()]


def _listed(text: str) -> Sentence:
    return Sentence(text, f"“{text[:80]}”")


def _compared(model: Model, data: Dataset, asked: Sequence[Sentence]) -> Reading:
    differing: list[str] = []
    if isinstance(model, Translator) and hasattr(model, "again"):
        differing += _translations(model, data, asked)
    elif isinstance(model, ForcedChoice) and language_code(_target(model)) == "en":
        differing += [_choices(model, asked)]
    parts = []
    if differing:
        parts.append(f"{len(asked)} sentences were asked one by one by the plain network: ")
        parts[0] += "; ".join(differing)
    if isinstance(model, LanguageModel):
        parts.append(preferences(model, data))
    return (("asked again", "; ".join(parts)),) if parts else ()


def _target(model: Any) -> str:
    return getattr(model, "target_language", None) or "en"


def languages_of(model: Any) -> dict[str, str]:
    """From which language into which it translates, as far as it is known."""
    source = getattr(model, "source_language", None) or ""
    return {"source_language": source, "target_language": _target(model)}


def _translations(model: Any, data: Dataset, asked: Sequence[Sentence]) -> list[str]:
    """Of translations, and of the choice between she and he where English comes out."""
    readings = READINGS if language_code(_target(model)) == "en" else None
    answers = model.again(
        [one.text for one in asked],
        readings=readings,
        total=len(_all_sentences(model, data)),
        **languages_of(model),
    )
    ties, odds = 0, []
    for one, answer in zip(asked, answers, strict=True):
        if answer.gap > TOLERANCE:
            raise Differs(
                f"{one.name} is translated “{answer.alone[:80]}” when it is asked alone, and "
                f"“{answer.together[:80]}” among others, which the model finds {answer.gap:.2g} "
                f"apart (natural logarithm; {TOLERANCE:g} is let): its answers depend on their "
                "company, or were read wrongly; save it in 32 bits, or report this"
            )
        ties += answer.gap > 0
        odds.append(answer.log_odds)
    equal = f"{len(asked) - ties} of {len(asked)} translations are equal"
    if ties:
        equal += f", {ties} part where two words are equally likely (within {TOLERANCE:g})"
    if readings is None or None in odds:
        return [equal]
    return [equal, _choices(model, asked, odds)]


def _choices(
    model: ForcedChoice, asked: Sequence[Sentence], alone: Sequence[float] | None = None
) -> str:
    """alone: what the plain network gave where it was asked already."""

    def odds(some: Sequence[Sentence]) -> list[float]:
        she, he = READINGS
        log_odds = model.log_odds(
            [one.text for one in some], first=[she] * len(some), second=[he] * len(some),
            **languages_of(model),
        )  # fmt: skip
        return [float(value) for value in log_odds]

    alone = [odds([one])[0] for one in asked] if alone is None else alone
    names = [one.name for one in asked]
    return agreement_text("log-odds of she", largest("log-odds of she", names, odds(asked), alone))
