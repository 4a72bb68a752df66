"""What a probe is asked about: a model and its data, and what probes would each calculate anew."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.data.content_order import content_order
from audits.data.cut_labels import not_named
from audits.data.dataset import Categories, Column, Dataset
from audits.data.outcome import (
    agreed_levels,
    favourable_class,
    favourable_classes,
    known_levels,
    positive_class,
)
from audits.data.second_rows import SecondRows
from audits.errors import NotApplicable
from audits.measurement import Group, WhyNot
from audits.models import Classifier, Model, Regressor
from audits.planning.documented import Documented
from audits.probing.advice import Advice
from audits.probing.array_memory import ArrayMemory
from audits.probing.batched_inference import ask
from audits.probing.machine import Machine, ModelFile
from audits.specification.roles import Role


@dataclass(frozen=True, eq=False)
class Continuations:
    """texts: one a row, None where there is no prompt. made: how they were asked for."""

    texts: Sequence[str | None]
    made: str


@dataclass
class Subject:
    """A model, the data it is audited on, and what every probe would otherwise recompute."""

    data: Dataset
    model: Model | None = None
    seed: int = 0
    confidence: float = 0.95
    smallest_group: int = 30
    source_language: str | None = None
    target_language: str | None = None
    # `positive` and `favourable` as the plan says them of the model, where no column does.
    stated_classes: Mapping[str, str] = field(default_factory=dict)
    on_progress: Callable[[float], None] = lambda fraction: None
    warnings: list[str] = field(default_factory=list)
    # Rows that the model was never asked (a damaged picture): not in `data`, in no rate.
    unanswered: Dataset | None = None
    # Rows that the model answers with NaN or infinity, where what asks it anew is spared them.
    left_open: Dataset | None = None
    # The rows with those of the other parts of the split, where only one part is measured.
    whole: Dataset | None = None
    # The rows of an earlier dataset, where the plan names one.
    earlier: SecondRows | None = None
    # Rows that the model was trained on, where the plan names a dataset of them.
    members: SecondRows | None = None
    # What `ask` gives for every row, where it is known before a probe wants it.
    answered: Any = None
    # From where on a probe's sentences warn (`audits.judging.advice`).
    advice: Advice = field(default_factory=dict)
    # `kinds` and `asked`: what became of malformed inputs, each asked in a process of its own by
    # whoever runs the audit; None where nobody lent such processes.
    asked_apart: Mapping[str, Any] | None = None
    # What another process answered (`audits.reproducibility.given.Elsewhere`), or why it did not;
    # None where nobody lent one.
    asked_elsewhere: Any = None
    # The groups that rules of the policy name, by metric: these are measured, however many more
    # there are (`audits.judging.named_groups`).
    named: Mapping[str, frozenset[Group]] = field(default_factory=dict)
    # What times and memory are read from, and the model's own files where it has any.
    machine: Machine = field(default_factory=Machine)
    model_file: ModelFile | None = None
    # What the plan says of the audit itself, for the reproducibility checklist alone.
    documented: Documented = field(default_factory=Documented)
    # What a translator made of each row's sentence, once a probe has asked it; None: no answer.
    translated: Sequence[str | None] | None = None
    # What was dear to compute, from this audit's steps and from an audit of the same bytes.
    memory: ArrayMemory = field(default_factory=ArrayMemory)
    # What a language model made of each row's prompt, once a probe has asked it.
    continuations: Continuations | None = None
    # The same of the audit before, of the same rows; or why they cannot be had.
    earlier_continuations: Continuations | WhyNot | None = None

    @property
    def all_parts(self) -> Dataset:
        """The rows of every part of the split, for what compares the parts."""
        return self.data if self.whole is None else self.whole

    @cached_property
    def labels(self) -> Column:
        """The label column; where there is none, or more than one, `NotApplicable`."""
        return self.data.require(Role.LABEL)

    @cached_property
    def predictions(self) -> Categories:
        """Shape (rows,). Recorded, cut from the score, or asked of the model once an audit."""
        recorded = self.data.one(Role.PREDICTION)
        if recorded is not None:
            predictions = recorded.categories
        elif isinstance(self.model, Classifier):
            predictions = Categories(self._answers[0].astype(np.int32), self.model.classes)
        else:
            predictions = self._cut_score()
        agreed_levels(self.data, predictions, self.warn)
        return predictions

    @cached_property
    def predicted_numbers(self) -> NDArray[np.float64]:
        """Shape (rows,): a regressor's answers, recorded or asked; else `NotApplicable`."""
        recorded = self.data.one(Role.PREDICTION)
        if recorded is not None:
            return recorded.numbers
        if isinstance(self.model, Regressor):
            numbers = self.answered
            if numbers is None:
                numbers = ask(self.model, self.data, self.model.regress, self.on_progress)
            return np.asarray(numbers, dtype=np.float64)
        raise NotApplicable("there is no numeric prediction", "give a prediction column")

    @cached_property
    def probabilities(self) -> NDArray[np.float64] | None:
        """Shape (rows, classes) in the order of the model's classes, or None."""
        return self._answers[1] if isinstance(self.model, Classifier) else None

    @property
    def answered_codes(self) -> NDArray[np.intp]:
        """Shape (rows,): the class the model itself answers, whatever is recorded beside it."""
        return self._answers[0]

    @cached_property
    def scores(self) -> NDArray[np.float64]:
        """Shape (rows,), larger means `positive`; NaN where missing. Recorded or asked.

        Without a score column and without probabilities of that class, `NotApplicable`.
        """
        recorded = self.data.one(Role.SCORE)
        if recorded is not None:
            return recorded.numbers
        if self.probabilities is not None and isinstance(self.model, Classifier):
            classes = self.model.classes
            if self.positive in classes:
                return self.probabilities[:, classes.index(self.positive)]
        raise NotApplicable(
            "there is no score for the positive class",
            "give a score column, or a model that answers with probabilities",
        )

    @property
    def positive(self) -> str:
        """The class that error rates are about."""
        return positive_class(self.data, self.model_classes, self.stated_classes)

    @property
    def favourable(self) -> str:
        """The answer that benefits the person, where it is one."""
        return favourable_class(self.data, self.model_classes, self.stated_classes)

    @property
    def favoured(self) -> tuple[str, ...]:
        """The answers that benefit the person, one as a rule."""
        return favourable_classes(self.data, self.model_classes, self.stated_classes)

    @cached_property
    def content_order(self) -> NDArray[np.intp]:
        """Row numbers, shape (rows,), in an order that the file does not decide.

        What looks at some rows only takes them along it, and breaks ties by it.
        """
        return content_order(self.data, () if self.model is None else self.model.reads)

    @cached_property
    def content_ranks(self) -> NDArray[np.intp]:
        """The place of each row in `content_order`, shape (rows,)."""
        ranks = np.empty(len(self.data), dtype=np.intp)
        ranks[self.content_order] = np.arange(len(self.data))
        return ranks

    @cached_property
    def protected(self) -> tuple[Column, ...]:
        """Every protected column, as categories."""
        return self.data.having(Role.PROTECTED)

    @cached_property
    def _without_answer(self) -> int:
        """Rows of the data that the model answered with NaN or infinity."""
        if isinstance(self.model, Classifier):
            return int((self._answers[0] < 0).sum())
        if isinstance(self.model, Regressor) and self.data.one(Role.PREDICTION) is None:
            return int((~np.isfinite(self.predicted_numbers)).sum())
        return 0

    def of_answered_rows(self) -> "Subject":
        """The same without the rows that the model does not answer: what explains asks anew."""
        if not self._without_answer:
            return self
        if isinstance(self.model, Classifier):
            codes, probabilities = self._answers
            answered_rows = np.flatnonzero(codes >= 0)
            answered: Any = (
                codes[answered_rows],
                None if probabilities is None else probabilities[answered_rows],
            )
        else:
            answered_rows = np.flatnonzero(np.isfinite(self.predicted_numbers))
            answered = self.predicted_numbers[answered_rows]
        notice = (
            f"{self._without_answer:,} of {len(self.data):,} rows are not answered (NaN or "
            "infinity); what explains the model is made of the others, and counts only those"
        )
        self.warn(notice)
        left_open = np.setdiff1d(np.arange(len(self.data)), answered_rows)
        return replace(
            self, data=self.data.take(answered_rows), answered=answered,
            left_open=self.data.take(left_open),
        )  # fmt: skip

    def named_terms(self, metric: str) -> frozenset[str]:
        """The words or columns that rules of the policy name for this metric."""
        return frozenset(
            term
            for ((key, term), *more) in self.named.get(metric, ())
            if key == "term" and term is not None and not more
        )

    def warn(self, message: str) -> None:
        """A line of the report's warnings, once however often the message is given."""
        if message not in self.warnings:
            self.warnings.append(message)

    def rng(self, purpose: str) -> np.random.Generator:
        """A stream of its own for each purpose, so adding a probe changes no other number."""
        return np.random.default_rng([self.seed, *purpose.encode()])

    @cached_property
    def _answers(self) -> tuple[NDArray[np.intp], NDArray[np.float64] | None]:
        assert isinstance(self.model, Classifier)
        answers = self.answered
        if answers is None:
            answers = ask(self.model, self.data, self.model.classify, self.on_progress)
        codes, probabilities = answers
        return codes, probabilities

    @property
    def model_classes(self) -> tuple[str, ...]:
        """As the model names them; () without a classifier."""
        return self.model.classes if isinstance(self.model, Classifier) else ()

    def _tell_of_other_scales(self, threshold: float, low: float, high: float) -> None:
        """Of a half as the threshold, where the scores are log-odds or percentages."""
        # A fit by least squares leaves 0 to 1 by a little, and half is its middle all the same.
        if threshold == 0.5 and (low < -0.5 or high > 1.5):
            self.warn(
                f"the scores run from {low:g} to {high:g}, so they are no probabilities, and the "
                "threshold 0.5 is the middle of those: of log-odds it is 0, of percentages 50; "
                "give it on the scale of the scores, as they are read"
            )

    def _cut_score(self) -> Categories:
        column = self.data.one(Role.SCORE)
        if column is None or column.threshold is None:
            raise NotApplicable(
                "there is no prediction",
                "give a prediction column, a `threshold` on the score column, or a model",
            )
        positive = self.positive
        others = [level for level in known_levels(self.data, ()) if level != positive]
        other = others[0] if len(others) == 1 else not_named(positive)
        values = column.numbers
        threshold = column.threshold
        reached = values >= threshold
        known = ~np.isnan(values)
        if known.any() and reached[known].all() | ~reached[known].any():
            low, high = float(np.nanmin(values)), float(np.nanmax(values))
            side, answer = ("above", other) if low < threshold else ("at or below", positive)
            self.warn(
                f"the threshold {column.threshold:g} lies {side} all scores ({low:g} to {high:g}), "
                f"so that every row is answered {answer!r}: give it on the scale of the scores, as "
                "they are read"
            )
        elif known.any():
            self._tell_of_other_scales(
                threshold, float(np.nanmin(values)), float(np.nanmax(values))
            )
        codes = np.where(known, reached, -1).astype(np.int8)
        return Categories(codes, (other, positive))
