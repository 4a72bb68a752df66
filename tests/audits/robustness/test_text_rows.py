"""Which texts are attacked, and what a model says to changed ones."""

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers, Texts
from audits.errors import NotApplicable
from audits.models import Answers
from audits.probing.subject import Subject
from audits.robustness.text_rows import labelled_texts, text_asker
from audits.specification.roles import Role
from tests.askable import LinearText


class Reading(LinearText):
    """Reads a missing text as an empty one."""

    def classify(self, features):
        return super().classify({"text": [text or "" for text in features["text"]]})


def subject(texts, labels, model=None):
    return Subject(
        Dataset(
            (
                Column("text", Role.FEATURE, Texts.of(texts)),
                Column("y", Role.LABEL, Categories.of(labels)),
            )
        ),
        model or Reading({"good": 2.0, "bad": -2.0}),
    )


def test_each_text_counts_once_and_a_label_that_is_no_class_is_wrong_before():
    held = subject(
        ["good", "good", None, "", "bad", "so so"], ["yes", "yes", "yes", "no", "no", "?"]
    )
    attacked, texts = labelled_texts(held, text_asker(held, ""), 100)
    assert sorted(texts) == ["bad", "good", "so so"]
    assert attacked.right.tolist() == [text != "so so" for text in texts]
    assert held.warnings == [
        "1 label is none of the model's classes: attacks count such rows as wrong"
    ]


def test_a_model_of_classes_alone_is_as_sure_as_can_be():
    class Hard(LinearText):
        def classify(self, features):
            return Answers(np.array([1, -1])[: len(features["text"])], None)

    held = subject(["a", "b"], ["yes", "no"], Hard({}))
    asker = text_asker(held, "")
    codes, probabilities = asker.answers(["a", "b"])
    assert codes.tolist() == [1, -1]
    assert probabilities.tolist() == [[0, 1], [0, 0]]
    assert asker.asked == 2


def test_whoever_reads_no_texts_is_told_where_to_go():
    class Other(LinearText):
        reads = ("x",)

    data = Dataset((Column("x", Role.FEATURE, Numbers(np.zeros(2))),))
    with pytest.raises(NotApplicable) as refused:
        text_asker(Subject(data, Other({}, reads=("x",))), "go there")
    assert refused.value.remedy == "go there"


def test_without_a_known_label_there_is_nothing_to_attack():
    held = subject(["good"], ["maybe"])
    with pytest.raises(NotApplicable, match="label"):
        labelled_texts(held, text_asker(held, ""), 10)
