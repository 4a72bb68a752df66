"""One malformed input asked of a model, and what came of it in words that JSON carries."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from audits.models import Classifier, Translator
from audits.robustness.malformed_inputs import KINDS, Row

_LONGEST, _SHOWN = 160, 60


class Fate(StrEnum):
    """What came of an input."""

    ANSWERED = "answered"
    NO_ANSWER = "no answer"  # NaN, or an answer to other rows than were asked
    REFUSED = "refused"
    CRASHED = "crashed"
    HUNG = "hung"
    FAILED = "server error"  # behind an address: it says that it broke (5xx)


BROKEN = (Fate.CRASHED, Fate.HUNG, Fate.FAILED)


@dataclass(frozen=True, slots=True)
class Asked:
    """kind: of the input, a key of `malformed_inputs.KINDS` or a request's. answer: the class, or
    the text as far as it is shown; "" for none.

    probability: of the answer; None of a model without. detail: why, or how, in a few words.
    """

    kind: str
    fate: Fate
    answer: str = ""
    probability: float | None = None
    detail: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain JSON; `Asked(**held)` reads it back."""
        return {**asdict(self), "fate": str(self.fate)}


def ask(
    model: Classifier | Translator, row: Row, kind: str, languages: Mapping[str, str] | None = None
) -> Asked:
    """Ask it in this process. row: one that the model can take, of a translator one sentence.

    kind: a key of `KINDS`. languages: `source_language` and `target_language` of a translator.

    An error of Python is a refusal: the process goes on, and whoever asked knows. What ends the
    process is seen by whoever started it.
    """
    try:
        fed = KINDS[kind].made(row)
        with np.errstate(all="ignore"):
            if isinstance(model, Translator):
                (sentences,) = fed.values()
                return of_text(kind, model.translate(list(sentences), **(languages or {})))
            answers = model.classify(fed)
        codes = np.asarray(answers.codes)
    except MemoryError:
        return Asked(kind, Fate.CRASHED, detail="out of memory")
    except Exception as error:
        reason = " ".join(str(error).split())
        return Asked(kind, Fate.REFUSED, detail=f"{type(error).__name__}: {reason}"[:_LONGEST])
    if not len(codes):
        return Asked(kind, Fate.REFUSED, detail="no row was answered")
    code = int(codes[0])
    if len(codes) > 1 or not 0 <= code < len(model.classes):
        return Asked(kind, Fate.NO_ANSWER, detail=f"{len(codes)} answers" if len(codes) > 1 else "")
    probability = None
    if answers.probabilities is not None:
        probability = float(np.asarray(answers.probabilities)[0, code])
        if not np.isfinite(probability):
            return Asked(kind, Fate.NO_ANSWER, detail="its probability is no number")
    return Asked(kind, Fate.ANSWERED, model.classes[code], probability)


def of_text(kind: str, translations: Sequence[str | None]) -> Asked:
    """What came of one sentence. translations: all that were given for it, None for no answer."""
    if not len(translations):
        return Asked(kind, Fate.REFUSED, detail="no row was answered")
    if len(translations) > 1:
        return Asked(kind, Fate.NO_ANSWER, detail=f"{len(translations)} answers")
    text = " ".join((translations[0] or "").split())
    if not text:
        return Asked(kind, Fate.NO_ANSWER, detail="an empty text")
    return Asked(kind, Fate.ANSWERED, text[:_SHOWN])
