"""How a model is asked while it is timed: rows of the audit, read and decoded beforehand."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from audits.cost.drawn import Drawn
from audits.data.arrays import Rows
from audits.data.dataset import Images, Signals, Texts
from audits.errors import NotApplicable
from audits.measurement import WhyNot
from audits.models import (
    Classifier,
    Countable,
    CountableTexts,
    Detector,
    Model,
    Operations,
    Regressor,
)
from audits.models.generator import Sampling
from audits.models.huggingface.device import is_asked_on_gpu
from audits.probing.asking_texts import TextAsking, texts_in_order, texts_of
from audits.probing.subject import Subject

# Rows, or decoded pictures, that are in memory at once; the pictures are as many as a 99th
# percentile asks for.
MOST_ROWS, MOST_PICTURES = 4096, 400


@dataclass(frozen=True, eq=False)
class Asking:
    """A model and the rows that it is asked about, drawn at random from the data.

    ask: of one of `inputs`. on_gpu: whether a GPU answers. texts: of a model that is asked about
    texts, what it is asked to do with them.
    """

    subject: Subject
    model: Model
    ask: Callable[[Any], Any]
    on_gpu: bool = False
    texts: TextAsking | None = None

    @classmethod
    def of(cls, subject: Subject, *, most_tokens: int | None = None) -> "Asking":
        """As of `of_model`, of the audited model."""
        return cls.of_model(subject.model, subject, most_tokens=most_tokens)

    @classmethod
    def of_model(
        cls, model: Model | None, subject: Subject, *, most_tokens: int | None = None
    ) -> "Asking":
        """The same of another model, such as the audited one opened anew.

        most_tokens: after which a text that the model writes is cut; None where no texts are asked.
        Raises `NotApplicable` where the model answers neither rows nor texts.
        """
        if isinstance(model, Classifier):
            return cls(subject, model, model.classify, is_asked_on_gpu(model))
        if isinstance(model, Regressor):
            return cls(subject, model, model.regress, is_asked_on_gpu(model))
        if isinstance(model, Detector):
            return cls(subject, model, model.detect, is_asked_on_gpu(model))
        texts = None if most_tokens is None else texts_of(model, Sampling(most_tokens))
        if model is None or texts is None:
            raise NotApplicable(
                "only models that answer rows with classes, numbers or detections, and such as "
                "read or write texts, are timed here",
                "leave this probe out for this model",
            )
        return cls(subject, model, texts.ask, is_asked_on_gpu(model), texts)

    @property
    def unit(self) -> str:
        """What one answer is an answer to."""
        return "row" if self.texts is None else self.texts.unit

    @cached_property
    def _order(self) -> Rows:
        """Every row once, at random: by content first, so that the file's order chooses nothing."""
        return self.subject.rng("cost.inputs").permutation(self.subject.content_order)

    def drawn(self, batch: int, most: int) -> Drawn:
        """Batches of so many rows, at most so many; few rows stand in several, or twice in one.

        Each is the rows' `Features`, or a list of texts. Raises `NotApplicable` where the model is
        asked about texts and the data have none.
        """
        assert self.subject.model is not None
        data, reads = self.subject.data, self.subject.model.reads
        if self.texts is not None:
            texts = texts_in_order(data, self._order)
            each = _batches(np.arange(len(texts)), batch, most)
            lists = [[texts[row] for row in rows] for rows in each.tolist()]
            return Drawn(lists, min(len(lists), len(texts) // batch), alike=False)
        fed = {name: data.fed_values(name) for name in reads}
        pictures = [name for name, values in fed.items() if isinstance(values, Images | Signals)]
        held_at_once = MOST_PICTURES if pictures else MOST_ROWS
        each = _batches(self._order, batch, min(most, held_at_once // batch))
        inputs = [data.features(reads, rows) for rows in each]
        sizes = {np.shape(one) for given in inputs for name in pictures for one in given[name]}
        alike = len(sizes) <= 1 and not any(isinstance(values, Texts) for values in fed.values())
        return Drawn(inputs, min(len(inputs), len(self._order) // batch), alike)

    def operations(self) -> Operations | WhyNot:
        """What one row takes, of words the one of middle length; or why it is not counted."""
        one = self._middle()
        if isinstance(self.model, Countable):
            return self.model.operations(one)
        if not isinstance(self.model, CountableTexts):
            return WhyNot("the model does not show the graph that answers")
        try:
            return self.model.operations_while(lambda: self.ask(one))
        except NotApplicable as refusal:
            return WhyNot(refusal.reason)

    def _middle(self) -> Any:
        """One row, which is neither the shortest nor the longest that would be counted."""
        assert self.subject.model is not None
        data, reads, order = self.subject.data, self.subject.model.reads, self.subject.content_order
        if self.texts is not None:
            texts = texts_in_order(data, order)
            return [sorted(texts, key=len)[len(texts) // 2]]
        words = [fed for fed in map(data.fed_values, reads) if isinstance(fed, Texts)]
        long = np.array([sum(len(fed.values[row] or "") for fed in words) for row in order])
        return data.features(reads, order[[np.argsort(long, kind="stable")[len(long) // 2]]])


def _batches(rows: Rows, batch: int, most: int) -> Rows:
    """Shape (inputs, batch): positions of rows."""
    count = max(1, min(len(rows), most))
    return np.resize(rows, count * batch).reshape(count, batch)
