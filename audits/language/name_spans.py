"""Sentences with a name exchanged, and whether a tagger finds it: a study of names as of decisions.

The sentences stay as they are and the name alone is another, so a difference is the name's (Mishra,
He & Belli 2020, Assessing Demographic Bias in Named Entity Recognition, arXiv:2008.03415).
"""

import re
from collections.abc import Sequence

import numpy as np

from audits.data.dataset import Column, Dataset, Images, Texts
from audits.data.located_objects import Located
from audits.data.texts import texts
from audits.errors import NotApplicable
from audits.language.correspondence_cases import SLOT, Case, checked, filled, sentences
from audits.language.decision_reading import Outcome
from audits.language.decision_study import Study
from audits.language.prompts import texts_of
from audits.models import Detector
from audits.probing.batched_inference import ask
from audits.probing.subject import Subject
from audits.specification.roles import Role

NAME = "name"
# At the ends of a span.
_SIGNS = re.compile(r"^\W+|\W+$")


def names_study(subject: Subject, classes: Sequence[str]) -> Study:
    """Every name in every sentence: found, missed, or unanswered.

    classes: classes of spans that count, none means all. Raises `NotApplicable` where no tagger can
    be asked, or a sentence has no place for a name.
    """
    model = subject.model
    if not isinstance(model, Detector) or len(model.reads) != 1:
        raise NotApplicable(
            "there is no model that finds spans in one column of texts", "give a tagger as `model`"
        )
    (name,) = model.reads
    column = next((one for one in subject.data.columns if one.name == name), None)
    if column is not None and isinstance(column.fed or column.values, Images):
        raise NotApplicable(
            "the model finds boxes in pictures, and names stand in texts",
            "leave this probe out for this model",
        )
    data = _asked_about(subject.data, column)
    written = texts_of(data.having(Role.FEATURE)[0])
    rows = Dataset((Column(name, Role.FEATURE, Texts.of(written)),))
    answers = ask(model, rows, model.detect, subject.on_progress)
    outcomes = [
        _outcome(text or "", person or "", spans, classes)
        for text, person, spans in zip(
            written, texts_of(data.require(Role.ID)), answers, strict=True
        )
    ]
    return Study(data, written, outcomes, [None] * len(outcomes), named=True, asked="")


def _asked_about(data: Dataset, column: Column | None) -> Dataset:
    """The rows themselves where they say whose name stands in each; else templates, filled."""
    filled_already = all(data.having(role) for role in (Role.PROTECTED, Role.ID, Role.CLUSTER))
    if column is not None and filled_already:
        others = [one for one in data.columns if one.role is not Role.FEATURE]
        return Dataset((*others, Column(column.name, Role.FEATURE, Texts.of(texts(column)))))
    written = [] if column is None else texts(column)
    if not any(SLOT in (text or "") for text in written):
        return filled(sentences(), NAME)
    own = [Case("own", f"row {row + 1}", text or "") for row, text in enumerate(written)]
    return filled(checked(own), NAME)


def _outcome(
    text: str, name: str, spans: Sequence[Located] | None, classes: Sequence[str]
) -> Outcome:
    """Found where a span is the name; a part of it, or a further word, is another span.

    Signs at its ends count for nothing: tokenizers that mark no pieces of words keep a full stop
    with the word before it, whoever's name that is.
    """
    if spans is None:
        return Outcome.UNANSWERED
    start = text.find(name)
    if start < 0 or not name:
        raise NotApplicable(
            f"the name {name!r} does not stand in its text {text[:60]!r}",
            "write the name as it stands there into the column with the role `id`",
        )
    is_found = any(
        first <= start < last
        and _SIGNS.sub("", text[int(first) : int(last)]) == _SIGNS.sub("", name)
        and (not classes or one.label in classes)
        for one in spans
        for first, last in one.ends
    )
    return Outcome.FAVOURABLE if is_found else Outcome.UNFAVOURABLE


def shares_of_names(study: Study) -> list[tuple[str, float]]:
    """Each name with the share of its sentences in which it was found, least first."""
    names, hit = texts_of(study.data.require(Role.ID)), study.having(Outcome.FAVOURABLE)
    own = [
        (str(name), float(np.mean([h for n, h in zip(names, hit, strict=True) if n == name])))
        for name in dict.fromkeys(names)
    ]
    return sorted(own, key=lambda pair: (pair[1], pair[0]))
