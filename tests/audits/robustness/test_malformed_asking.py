import numpy as np
import pytest

from audits.models import Answers
from audits.robustness.malformed_asking import Asked, Fate, ask, of_text
from tests import askable

ROW = {"x0": ("number", 1.0), "x1": ("number", -1.0)}


class Saying:
    """Answers as it is told to."""

    classes = ("no", "yes")
    reads = ("x0", "x1")
    fingerprint = "0" * 64

    def __init__(self, codes, probabilities=None):
        self.codes, self.probabilities = codes, probabilities

    def classify(self, features):
        if isinstance(self.codes, BaseException):
            raise self.codes
        return Answers(np.array(self.codes, dtype=np.intp), self.probabilities)


@pytest.mark.parametrize(
    ("model", "fate"),
    [
        (Saying([1], np.array([[0.1, 0.9]])), Fate.ANSWERED),
        (Saying([0]), Fate.ANSWERED),
        (Saying([-1], np.array([[np.nan, np.nan]])), Fate.NO_ANSWER),
        (Saying([0], np.array([[np.nan, np.nan]])), Fate.NO_ANSWER),
        (Saying([0, 1]), Fate.NO_ANSWER),
        (Saying([]), Fate.REFUSED),
        (Saying(ValueError("not a\n number")), Fate.REFUSED),
        (Saying(MemoryError()), Fate.CRASHED),
    ],
)
def test_what_came_of_an_answer(model, fate):
    assert ask(model, ROW, "infinity in one number").fate is fate


def test_answer_and_probability_are_told_and_survive_json():
    asked = ask(Saying([1], np.array([[0.1, 0.9]])), ROW, "NaN in one number")
    assert (asked.answer, asked.probability) == ("yes", 0.9)
    held = asked.to_json()
    assert Asked(**{**held, "fate": Fate(held["fate"])}) == asked


def test_the_reason_of_a_refusal_is_one_line():
    asked = ask(Saying(ValueError("not a\n number " + "x" * 500)), ROW, "NaN in one number")
    assert asked.detail.startswith("ValueError: not a number x")
    assert len(asked.detail) <= 160


def test_a_real_model_refuses_a_word_and_answers_infinity():
    """A logistic model of infinity is certain: by hand, its probability is 1."""
    model = askable.LinearTable({"x0": 1.5, "x1": -1.0})
    assert ask(model, ROW, "a word for a number").fate is Fate.REFUSED
    sure = ask(model, ROW, "infinity in one number")
    assert (sure.fate, sure.answer, sure.probability) == (Fate.ANSWERED, "yes", 1.0)


class Parrot:
    """A translator that takes texts alone and says them again."""

    fingerprint, reads = "0" * 64, ()
    source_language, target_language = "fi", "en"

    def translate(self, sentences, *, source_language, target_language):
        assert (source_language, target_language) == ("fi", "en")
        return ["".join(filter(str.isprintable, sentence)) for sentence in sentences]


@pytest.mark.parametrize(
    ("kind", "fate", "answer"),
    [
        ("digits alone", Fate.ANSWERED, "0123456789" * 6), ("the word null", Fate.ANSWERED, "null"),
        ("an empty text", Fate.NO_ANSWER, ""), ("control characters", Fate.NO_ANSWER, ""),
        ("a number for a text", Fate.REFUSED, ""), ("no rows", Fate.REFUSED, ""),
    ],
)  # fmt: skip
def test_a_translator_answers_with_a_text(kind, fate, answer):
    languages = {"source_language": "fi", "target_language": "en"}
    told = ask(Parrot(), {"sentence": ("text", "Hän on lääkäri.")}, kind, languages)
    assert (told.fate, told.answer, told.probability) == (fate, answer, None)


def test_more_answers_than_sentences_are_none():
    assert of_text("x", ["a", "b"]).detail == "2 answers"
