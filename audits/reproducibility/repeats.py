"""The same rows asked once more, in another way: which answers and which numbers are others."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags, Rows
from audits.data.dataset import Dataset
from audits.errors import ModelFailure, NotApplicable
from audits.measurement import WhyNot
from audits.models import Classifier, LanguageModel, Model, Precise, Regressor, Threaded, Translator
from audits.models.generator import Generator, Sampling
from audits.reproducibility.given import GREEDY, Asked, Given, answers

AGAIN, BY_ITSELF, REVERSED = "asked again", "one row at a time", "in reverse order"
ONE_THREAD, THREADS = "by one thread", "by four threads"
PROCESS, ON_CPU = "in another process", "on the CPU, in another process"
MANY = 4
IN_PROCESS = (AGAIN, BY_ITSELF, REVERSED, ONE_THREAD, THREADS)
# Another precision is another model of the same weights: it is no way of asking this one again.
PRECISIONS = {"in double precision": "float64", "in half precision": "bfloat16"}
NO_THREADS = WhyNot("this kind of model cannot be asked by another number of threads")
NO_PRECISION = WhyNot("this kind of model cannot be asked in another precision")


@dataclass(frozen=True, eq=False)
class Repeat:
    """What asking the same rows again gave, beside the first time.

    variant: in which way. flipped: shape (rows,): another class, or other words; of numbers none
    flips. changed: shape (rows,): another number or character anywhere in the answer. An answer
    that is there once alone is another each time. shifts: shape (rows,), the largest difference
    among each row's numbers, infinite where one of the two is missing, and 0 where there are none.
    missing: answers in words that are there once alone.
    """

    variant: str
    flipped: Flags
    changed: Flags
    shifts: NDArray[np.float64]
    missing: int = 0

    @property
    def largest(self) -> float:
        """The largest difference of a number that was given both times, 0 where none are."""
        return float(self.shifts[np.isfinite(self.shifts)].max(initial=0.0))


@dataclass(frozen=True, eq=False)
class Asking:
    """A model and the rows that it is asked about again and again.

    rows: shape (rows,), positions. sampling: how an answer to a prompt is written.
    """

    model: Asked
    data: Dataset
    rows: Rows
    sampling: Sampling = GREEDY

    def answers(self, model: Model | None = None, size: int | None = None) -> Given:
        """In batches of so many. model: asked in the place of the model, such as a copy of it."""
        asked = self.model if model is None else _as_asked(model)
        return answers(asked, self.data, self.rows, size, self.sampling)

    def turned(self) -> Given:
        """Asked in reverse order; the answers along the rows as they stand."""
        other = answers(self.model, self.data, self.rows[::-1], None, self.sampling)
        return Given(
            None if other.codes is None else other.codes[::-1],
            None if other.numbers is None else other.numbers[::-1],
            None if other.texts is None else other.texts[::-1],
        )


def repeats(
    asking: Asking, first: Given, on_progress: Callable[[float], None]
) -> Iterator[tuple[str, Repeat | WhyNot]]:
    """Each way that this process has, by name, or why the model cannot be asked so.

    first: what the rows were answered before.
    """
    variants = (*IN_PROCESS, *PRECISIONS)
    for number, variant in enumerate(variants):
        again = (
            _in_precision(PRECISIONS[variant], asking)
            if variant in PRECISIONS
            else _again(variant, asking)
        )
        yield variant, again if isinstance(again, WhyNot) else beside(variant, first, again)
        on_progress((number + 1) / len(variants))


def _again(variant: str, asking: Asking) -> Given | WhyNot:
    if variant == AGAIN:
        return asking.answers()
    if variant == BY_ITSELF:
        return asking.answers(size=1)
    if variant == REVERSED:
        return asking.turned()
    if not isinstance(asking.model, Threaded):
        return NO_THREADS
    with asking.model.asked_by(1 if variant == ONE_THREAD else MANY) as other:
        return asking.answers(other)


def _in_precision(precision: str, asking: Asking) -> Given | WhyNot:
    """In another precision, where weights and operators have one; else the reason."""
    if not isinstance(asking.model, Precise):
        return NO_PRECISION
    try:
        with asking.model.asked_in(precision) as other:
            return asking.answers(other)
    except NotApplicable as refusal:
        return WhyNot(refusal.reason)
    except MemoryError:
        return WhyNot("there is too little memory for a copy in another precision")
    except (ModelFailure, RuntimeError) as error:  # a step of the network that knows one alone
        return WhyNot(f"it cannot be computed in {precision} ({str(error).strip()[:120]})")


def _as_asked(model: Model) -> Asked:
    assert isinstance(model, Classifier | Regressor | Translator | Generator | LanguageModel)
    return model


def beside(variant: str, first: Given, again: Given) -> Repeat:
    """Which of the answers are others now. Missing numbers are the same as missing numbers."""
    if first.texts is not None and again.texts is not None:
        return _in_words(variant, first.texts, again.texts)
    if first.codes is None or again.codes is None:
        assert first.numbers is not None
        flipped = np.zeros(len(first.numbers), dtype=bool)
    else:
        flipped = np.asarray(first.codes != again.codes)
    if first.numbers is None or again.numbers is None:
        return Repeat(variant, flipped, flipped, np.zeros(len(flipped)))
    before, now = first.numbers, again.numbers
    same = (before == now) | (np.isnan(before) & np.isnan(now))
    with np.errstate(invalid="ignore"):
        apart = np.where(same, 0.0, np.abs(before - now))
    shifts = np.where(np.isnan(apart), np.inf, apart).max(axis=1, initial=0.0)
    return Repeat(variant, flipped, np.asarray(~same.all(axis=1)) | flipped, shifts)


def _in_words(variant: str, first: tuple[str | None, ...], again: tuple[str | None, ...]) -> Repeat:
    pairs = list(zip(first, again, strict=True))
    flipped = np.array([_words(one) != _words(other) for one, other in pairs], dtype=bool)
    changed = np.array([one != other for one, other in pairs], dtype=bool)
    missing = sum((one is None) != (other is None) for one, other in pairs)
    return Repeat(variant, flipped, changed, np.zeros(len(pairs)), missing)


def _words(text: str | None) -> list[str] | None:
    """The words, whatever their case and the spaces between them."""
    return None if text is None else text.casefold().split()
