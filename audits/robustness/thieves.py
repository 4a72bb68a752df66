"""Who copies the audit's model, by what it reads: pictures, texts or the rows of a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from audits.data.dataset import Images, Texts
from audits.errors import NotApplicable
from audits.models import Classifier
from audits.perturbations.synonyms import english, own_list
from audits.probing.subject import Subject
from audits.robustness.asking import asker_of
from audits.robustness.attacked_rows import Attacked, rows_to_attack, take
from audits.robustness.row_domains import Feasible, domains_of
from audits.robustness.row_measuring import labelled_rows
from audits.robustness.stealing import Inputs, Thief
from audits.robustness.stolen_pictures import PictureThief
from audits.robustness.stolen_rows import RowThief, as_inputs, each_once
from audits.robustness.stolen_texts import TextThief
from audits.robustness.text_rows import labelled_texts, text_asker
from audits.robustness.threat import threat_of

OTHERS = "give a model that reads one column of pictures or texts, or a table"


@dataclass(frozen=True)
class PictureThreat:
    """What may be done to pictures: the norm, the size of a change (None: the usual), the steps."""

    norm: Literal["linf", "l2"] = "linf"
    epsilon: float | None = None
    steps: int = 20


def thief_of(
    subject: Subject,
    most_rows: int,
    threat: PictureThreat,
    *,
    most_columns: int,
    immutable: Sequence[str],
    most_share: float,
    synonyms: Sequence[str],
    field: str,
) -> tuple[Thief, Inputs, Attacked]:
    """Who copies the model, the inputs that there are, and the labelled rows that they are of.

    Every second input, from the first on, is the thief's own; an input stands once. most_rows:
    labelled rows that are taken, at most. most_columns, immutable: of tables. most_share, synonyms:
    of texts. field: where the probe's parameters stand in a document. Raises `NotApplicable` where
    the model reads something else, or a single row is left.
    """
    model = subject.model
    assert isinstance(model, Classifier)
    kind = _kind(subject, model)
    if kind == "image":
        asker = asker_of(subject)
        attacked = rows_to_attack(subject, asker, most_rows)
        inputs: Inputs = attacked.pixels
        ball = threat_of(threat.norm, threat.epsilon, "transfer")
        thief: Thief = PictureThief(asker, ball, threat.steps)
    elif kind == "text":
        listed = own_list(tuple(synonyms), f"{field}.synonyms") if synonyms else english()
        texts = text_asker(subject, OTHERS)
        attacked, words = labelled_texts(subject, texts, most_rows)
        inputs = np.array(words, dtype=object)
        thief = TextThief(texts, inputs[::2], listed, most_share)
    else:
        attacked = labelled_rows(subject, model, most_rows)
        inputs = as_inputs(subject.data.features(model.reads, attacked.rows), model.reads)
        # A row that the thief has cannot be judged by its double.
        first = each_once(inputs)
        attacked, inputs = take(attacked, first), inputs[first]
        feasible = Feasible(tuple(immutable))
        domains = domains_of(subject.data, model.reads, subject.content_order, feasible, field)
        thief = RowThief(model, domains, inputs[::2], most_columns)
    if len(attacked) < 2:
        raise NotApplicable("there is one row alone", "give more labelled rows")
    return thief, inputs, attacked


def _kind(subject: Subject, model: Classifier) -> Literal["image", "text", "table"]:
    values = [subject.data.fed_values(name) for name in model.reads]
    if any(isinstance(each, Images) for each in values):
        return "image"
    return "text" if len(values) == 1 and isinstance(values[0], Texts) else "table"
