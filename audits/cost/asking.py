"""How a model is asked while it is timed: rows of the audit, read and decoded beforehand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from audits.data.dataset import Images
from audits.errors import NotApplicable
from audits.measurement import WhyNot
from audits.models import Classifier, Countable, CountableTexts, Model, Operations, Regressor
from audits.models.generator import Sampling
from audits.models.huggingface.device import is_asked_on_gpu
from audits.probing.asking_texts import TextAsking, texts_in_order, texts_of
from audits.probing.subject import Subject

# Different inputs that take turns, and rows, or decoded pictures, that are in memory at once.
MOST_INPUTS, MOST_ROWS, MOST_PICTURES = 64, 4096, 256


@dataclass(frozen=True, eq=False)
class Asking:
    """A model and the rows that it is asked about, along the content order of the data.

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
        texts = None if most_tokens is None else texts_of(model, Sampling(most_tokens))
        if model is None or texts is None:
            raise NotApplicable(
                "only models that answer rows with classes or numbers, and such as read or write "
                "texts, are timed here",
                "leave this probe out for this model",
            )
        return cls(subject, model, texts.ask, is_asked_on_gpu(model), texts)

    @property
    def unit(self) -> str:
        """What one answer is an answer to."""
        return "row" if self.texts is None else self.texts.unit

    def inputs(self, batch: int) -> Sequence[Any]:
        """Batches of so many rows; few rows stand in a batch more than once.

        Each is the rows' `Features`, or a list of texts. Raises `NotApplicable` where the model is
        asked about texts and the data have none.
        """
        assert self.subject.model is not None
        data, reads, most = self.subject.data, self.subject.model.reads, MOST_ROWS
        if self.texts is not None:
            texts = texts_in_order(data, self.subject.content_order)
            each = _batches(np.arange(len(texts)), batch, most)
            return [[texts[row] for row in rows] for rows in each.tolist()]
        if any(isinstance(data.fed_values(name), Images) for name in reads):
            most = MOST_PICTURES
        each = _batches(self.subject.content_order, batch, most)
        return [data.features(reads, rows) for rows in each]

    def operations(self) -> Operations | WhyNot:
        """What the first input takes, or why it is not counted."""
        one = self.inputs(1)[0]
        if isinstance(self.model, Countable):
            return self.model.operations(one)
        if not isinstance(self.model, CountableTexts):
            return WhyNot("the model does not show the graph that answers")
        try:
            return self.model.operations_while(lambda: self.ask(one))
        except NotApplicable as refusal:
            return WhyNot(refusal.reason)


def _batches(rows: Any, batch: int, most: int) -> Any:
    """Shape (inputs, batch): positions of rows."""
    count = max(1, min(MOST_INPUTS, len(rows), most // batch))
    return np.resize(rows, count * batch).reshape(count, batch)
