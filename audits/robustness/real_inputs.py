"""Real inputs of what a model reads, to compare its confidence in nothing with: each once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.data.content_order import evenly
from audits.data.dataset import Images, Signals, Texts
from audits.errors import NotApplicable
from audits.models import Classifier
from audits.probing.subject import Subject
from audits.robustness.asking import asker_of
from audits.robustness.nothing import Input, Source
from audits.robustness.nothing_pictures import PicturesOfNothing
from audits.robustness.nothing_rows import RowsOfNothing
from audits.robustness.nothing_texts import TextsOfNothing
from audits.robustness.text_rows import TextAsker


@dataclass(frozen=True, eq=False)
class RealInputs:
    """inputs: real ones. rows: of each its place in the data, shape (inputs,).

    source: asks the model, and makes inputs that are nothing.
    """

    source: Source
    inputs: Sequence[Input]
    rows: NDArray[np.intp]


def real_inputs(subject: Subject, most: int) -> RealInputs:
    """At most so many, spread evenly over the data.

    Raises `NotApplicable` where the model says nothing of how sure it is, or reads pictures or
    texts beside other columns.
    """
    model = subject.model
    assert isinstance(model, Classifier)
    if subject.probabilities is None:
        raise NotApplicable(
            "the model answers with classes alone and says nothing of how sure it is",
            "give a model that answers with probabilities",
        )
    order = subject.content_order
    if not len(order):
        raise NotApplicable("there are no rows", "give rows to compare with")
    values = [subject.data.fed_values(name) for name in model.reads]
    if len(values) == 1 and isinstance(values[0], Texts):
        return _texts(model, values[0], order, most)
    rows = evenly(order, most)
    if len(values) == 1 and isinstance(values[0], Images):
        asker = asker_of(subject)
        pixels = asker.pixels(subject.data.features(model.reads, rows))
        first = np.sort(np.unique(pixels, axis=0, return_index=True)[1])
        pictures = pixels[first]
        return RealInputs(PicturesOfNothing(asker, pictures), list(pictures), rows[first])
    if any(isinstance(each, Images | Texts | Signals) for each in values):
        raise NotApplicable(
            "the model reads sounds or sequences, or pictures or texts beside other columns",
            "ask it of a model that reads one column of pictures or texts, or a table",
        )
    source = RowsOfNothing(model, subject.data, rows)
    return RealInputs(source, source.real(), rows)


def _texts(model: Classifier, column: Texts, order: NDArray[np.intp], most: int) -> RealInputs:
    first: dict[str, int] = {}
    for row in order.tolist():
        if str(column.values[row] or "").strip():
            first.setdefault(str(column.values[row]), row)
    if not first:
        raise NotApplicable("every text is empty", "give rows with words")
    texts = list(first)
    some = [texts[index] for index in evenly(np.arange(len(texts)), most).tolist()]
    rows = np.array([first[text] for text in some], dtype=np.intp)
    return RealInputs(TextsOfNothing(TextAsker(model, model.reads[0]), some), some, rows)
