"""Who is attacked by texts: the one column the model reads, and its answers to changed texts."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from audits.data.content_order import evenly
from audits.data.dataset import Texts
from audits.errors import NotApplicable
from audits.models import Classifier
from audits.models.batches import Pace, Rows, in_batches, shortest_first
from audits.probing.subject import Subject
from audits.robustness.asking import classifier_of_one_column
from audits.robustness.attacked_rows import Attacked, labels_of
from audits.robustness.row_measuring import rows_of


@dataclass(eq=False)
class TextAsker:
    """A classifier of one column of texts. asked: how many texts it has answered."""

    model: Classifier
    column: str
    asked: int = field(default=0, init=False)

    def answers(self, texts: list[str]) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """Codes, shape (texts,), -1 for none, and probabilities, shape (texts, classes).

        Of a model without probabilities they are 1 for the class that it answers.
        """
        objects = np.empty(len(texts), dtype=object)
        objects[:] = texts
        pace = Pace(getattr(self.model, "batch_rows", 64) or 64, grows=False)

        def one(rows: Rows) -> tuple[Rows, object]:
            return rows, self.model.classify({self.column: objects[rows]})

        order = (
            shortest_first([objects], len(objects))
            if getattr(self.model, "pads_texts", 0)
            else None
        )
        codes, probabilities = in_batches(len(objects), pace, one, order=order)
        self.asked += len(texts)
        codes = np.asarray(codes, dtype=np.intp)
        if probabilities is None:
            probabilities = np.zeros((len(texts), len(self.model.classes)))
            known = np.flatnonzero(codes >= 0)
            probabilities[known, codes[known]] = 1.0
        return codes, np.nan_to_num(np.asarray(probabilities, dtype=np.float64))


def text_asker(subject: Subject, others: str) -> TextAsker:
    """The subject's model, where it reads one column of texts; else `NotApplicable`.

    others: which probe a model of something else is asked by instead.
    """
    return TextAsker(*classifier_of_one_column(subject, Texts, others))


def labelled_texts(subject: Subject, asker: TextAsker, most: int) -> tuple[Attacked, list[str]]:
    """At most so many labelled rows, spread evenly, and their texts; the same text counts once.

    Raises `NotApplicable` where no label is a class of the model.
    """
    labels, labelled = labels_of(subject, asker.model.classes)
    values = subject.data.fed_values(asker.column)
    assert isinstance(values, Texts)
    seen: dict[str, int] = {}
    for row in subject.content_order.tolist():
        if labelled[row] and values.values[row]:
            seen.setdefault(str(values.values[row]), row)
    if not seen:
        raise NotApplicable(
            "no row has both a text and a label", "give the labelled rows their texts"
        )
    rows = evenly(np.array(list(seen.values()), dtype=np.intp), most)
    codes = subject.answered_codes[rows].astype(np.intp)
    texts = [str(values.values[row]) for row in rows]
    return rows_of(subject.data, rows, labels[rows], codes), texts
