"""Thirty sentences are asked one by one: of translators and language models, as rows are of others.

A translation that changes with its company is let where the plain network finds the two equally
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
from audits.errors import ModelFailure
from audits.language.sentence_pairs import written_pairs
from audits.languages import language_code
from audits.models import ForcedChoice, LanguageModel, Model, Translator
from audits.models.output_reading import TOLERANCE, Reading
from audits.translation.word_lists import language, languages

SENTENCES = 30


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, and how an error names it: `row 7`, or by itself."""

    text: str
    name: str


def ask_sentences_again(model: Model, data: Dataset) -> Reading:
    """Compare, and say what came out; () where nothing stands between question and answer.

    Raises `ModelFailure` where an answer depends on the sentences beside it.
    """
    asked = sentences_of(model, data)
    if not asked:
        return ()
    try:
        return _compared(model, asked)
    except _Differs as differs:
        if getattr(model, "is_apart", True):
            raise ModelFailure(str(differs)) from differs
        cast(Any, model).is_apart = True
        try:
            notices = _compared(model, asked)
        except _Differs as again:
            raise ModelFailure(str(again)) from again
    return (
        *notices,
        ("batches", "only sentences of equal length are asked together: padding changes answers"),
    )


def sentences_of(model: Model, data: Dataset) -> list[Sentence]:
    """The dataset's own, spread over their lengths; else those of the shipped lists."""
    column = source_column(data)
    if column is not None:
        known = {text: row for row, text in enumerate(texts(column)) if text}
        sentences = [Sentence(text, f"row {row + 1}") for text, row in known.items()]
    elif isinstance(model, Translator):
        code = language_code(getattr(model, "source_language", None) or "")
        sets = language(code).sets if code in languages() else {}
        sentences = [_listed(item.text) for items in sets.values() for item in items]
    else:
        sentences = [_listed(pair.stereotype) for pair in written_pairs()]
    if not sentences:
        return []
    order = sorted(range(len(sentences)), key=lambda place: len(sentences[place].text))
    places = np.linspace(0, len(order) - 1, min(SENTENCES, len(order))).round().astype(int)
    return [sentences[place] for place in sorted({order[at] for at in places.tolist()})]


def _listed(text: str) -> Sentence:
    return Sentence(text, f"“{text[:80]}”")


class _Differs(Exception):
    """An answer that changed with the sentences beside it."""


def _compared(model: Model, asked: Sequence[Sentence]) -> Reading:
    notices: list[str] = []
    if isinstance(model, Translator) and hasattr(model, "again"):
        notices += _translations(model, asked)
    if isinstance(model, ForcedChoice) and language_code(_target(model)) == "en":
        notices += _choices(model, asked)
    if isinstance(model, LanguageModel) and hasattr(model, "plainly"):
        notices += _likelihoods(model, asked)
    if not notices:
        return ()
    return (
        (
            "asked again",
            f"{len(asked)} sentences were asked one by one by the plain network: "
            + "; ".join(notices),
        ),
    )


def _target(model: Any) -> str:
    return getattr(model, "target_language", None) or "en"


def _languages(model: Any) -> dict[str, str]:
    source = getattr(model, "source_language", None) or ""
    return {"source_language": source, "target_language": _target(model)}


def _translations(model: Any, asked: Sequence[Sentence]) -> list[str]:
    ties = 0
    answers = model.again([one.text for one in asked], **_languages(model))
    for one, (together, alone, gap) in zip(asked, answers, strict=True):
        if gap > TOLERANCE:
            raise _Differs(
                f"{one.name} is translated “{alone[:80]}” when it is asked alone, and "
                f"“{together[:80]}” among others, which the model finds {gap:.2g} apart (natural "
                f"logarithm; {TOLERANCE:g} is let): its answers depend on their company, or were "
                "read wrongly; save it in 32 bits, or report this"
            )
        ties += together != alone
    equal = f"{len(asked) - ties} of {len(asked)} translations are equal"
    if ties:
        equal += f", {ties} part where two words are equally likely (within {TOLERANCE:g})"
    return [equal]


def _choices(model: ForcedChoice, asked: Sequence[Sentence]) -> list[str]:
    def odds(some: Sequence[Sentence]) -> list[float]:
        log_odds = model.log_odds(
            [one.text for one in some], first=["She"] * len(some), second=["He"] * len(some),
            **_languages(model),
        )  # fmt: skip
        return [float(value) for value in log_odds]

    alone = [odds([one])[0] for one in asked]
    return [_told("log-odds of she", _largest("log-odds of she", asked, odds(asked), alone))]


def _likelihoods(model: Any, asked: Sequence[Sentence]) -> list[str]:
    together = [float(value) for value in model.log_likelihood([one.text for one in asked])]
    if not np.isfinite(together).any():
        raise ModelFailure(
            f"the model answered all of {len(asked)} sentences with NaN or infinity; check that "
            "its weights were saved whole"
        )
    alone = [model.plainly(one.text) for one in asked]
    return [_told("log-likelihood", _largest("log-likelihood", asked, together, alone))]


def _largest(
    what: str, asked: Sequence[Sentence], together: Sequence[float], alone: Sequence[float]
) -> float:
    """The largest difference, of numbers beyond 1 relative to their size."""
    largest = 0.0
    for one, found, plain in zip(asked, together, alone, strict=True):
        if np.isfinite(found) and np.isfinite(plain):
            apart = abs(found - plain) / max(1.0, abs(plain))
        else:
            apart = 0.0 if np.isfinite(found) == np.isfinite(plain) else np.inf
        if apart > TOLERANCE:
            raise _Differs(
                f"{one.name} has a {what} of {plain:.6g} when it is asked alone, and {found:.6g} "
                f"among others (more than {TOLERANCE:g} apart): the model's answers depend on "
                "their company, or were read wrongly; report this"
            )
        largest = max(largest, apart)
    return largest


def _told(what: str, apart: float) -> str:
    return f"no {what} lies more than {max(apart, 1e-9):.0e} from the one that is audited"
