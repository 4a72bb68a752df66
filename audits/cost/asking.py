"""How a model is asked while it is timed: rows of the audit, read and decoded beforehand."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from audits.data.dataset import Features, Images
from audits.errors import NotApplicable
from audits.models import Classifier, Model, Regressor
from audits.models.huggingface.device import is_asked_on_gpu
from audits.probing.subject import Subject

# Different inputs that take turns, and rows, or decoded pictures, that are in memory at once.
MOST_INPUTS, MOST_ROWS, MOST_PICTURES = 64, 4096, 256


@dataclass(frozen=True, eq=False)
class Asking:
    """A model and the rows that it is asked about, along the content order of the data.

    on_gpu: whether a GPU answers.
    """

    subject: Subject
    ask: Callable[[Features], Any]
    on_gpu: bool = False

    @classmethod
    def of(cls, subject: Subject) -> "Asking":
        """Raises `NotApplicable` where the model answers neither with classes nor with numbers."""
        return cls.of_model(subject.model, subject)

    @classmethod
    def of_model(cls, model: Model | None, subject: Subject) -> "Asking":
        """The same of another model, such as the audited one opened anew."""
        if isinstance(model, Classifier):
            return cls(subject, model.classify, is_asked_on_gpu(model))
        if isinstance(model, Regressor):
            return cls(subject, model.regress, is_asked_on_gpu(model))
        raise NotApplicable(
            "only models that answer rows with classes or numbers are timed here",
            "leave this probe out for this model",
        )

    def inputs(self, batch: int) -> list[Features]:
        """Batches of so many rows; few rows stand in a batch more than once."""
        assert self.subject.model is not None
        rows, reads = self.subject.content_order, self.subject.model.reads
        shows = any(isinstance(self.subject.data.fed_values(name), Images) for name in reads)
        most = MOST_PICTURES if shows else MOST_ROWS
        count = max(1, min(MOST_INPUTS, len(rows), most // batch))
        batches = np.resize(rows, count * batch).reshape(count, batch)
        return [self.subject.data.features(reads, each) for each in batches]
