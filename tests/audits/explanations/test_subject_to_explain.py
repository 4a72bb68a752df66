"""What is explained: kinds, answers, rows of every confidence, and what cannot be explained."""

import numpy as np
import pytest

from audits.errors import NotApplicable
from audits.explanations.image_regions import PictureInstance, squares
from audits.explanations.subject_to_explain import Cutting, ExplanationTask
from audits.explanations.table_features import TableInstance
from audits.explanations.text_tokens import TextInstance
from audits.models import Answers
from audits.specification.roles import Kind
from tests.askable import BrightCorner, LinearTable, LinearText, album, people, spots, texts
from tests.subjects import Subject

SENTENCES = ["a bad film", "a good film", "", "the end"]


def test_units_are_columns_words_or_regions():
    table = ExplanationTask(Subject(people(), LinearTable({"x0": 1.0, "x2": -1.0})))
    assert (table.kind, table.instance(4).units) == (Kind.CATEGORY, ("x0", "x2"))
    assert isinstance(table.instance(4), TableInstance)
    text = ExplanationTask(Subject(texts(SENTENCES), LinearText({"bad": -1.0})))
    assert (text.kind, text.instance(0).units) == (Kind.TEXT, ("a", "bad", "film"))
    assert isinstance(text.instance(0), TextInstance)
    picture = ExplanationTask(
        Subject(album(spots()), BrightCorner()),
        Cutting(regions=lambda p: squares(p, side=8), hide="black"),
    )
    instance = picture.instance(1)
    assert (picture.kind, len(instance.units)) == (Kind.IMAGE, 4)
    assert isinstance(instance, PictureInstance)
    assert not instance.hidden.any()


def test_an_absent_region_is_what_the_other_pictures_show_there():
    pictures = spots()
    task = ExplanationTask(Subject(album(pictures), BrightCorner()))
    np.testing.assert_array_equal(
        task.instance(0).hidden, np.round(np.mean(pictures, axis=0)).astype(np.uint8)
    )


def test_a_text_without_words_cannot_be_cut():
    task = ExplanationTask(Subject(texts(SENTENCES), LinearText({"bad": -1.0})))
    with pytest.raises(NotApplicable, match="row 2 is an empty text"):
        task.instance(2)


def test_what_a_masked_word_becomes_is_the_model_s_own_sign():
    model = LinearText({"bad": -1.0})
    task = ExplanationTask(Subject(texts(SENTENCES), model), Cutting(words="mask"))
    assert task.instance(0).mask == "[MASK]"
    model.mask_token = "<mask>"
    assert task.instance(0).mask == "<mask>"


class Codes(LinearTable):
    """Answers with classes alone."""

    def classify(self, features):
        return Answers(super().classify(features).codes, None)


def test_a_class_alone_counts_as_certain():
    data = people(50)
    plain, codes = (
        ExplanationTask(Subject(data, kind({"x0": 1.0}))) for kind in (LinearTable, Codes)
    )
    assert codes.answers.tolist() == np.eye(2)[plain.answers.argmax(axis=1)].tolist()


def test_rows_of_every_confidence_are_in_the_pool():
    task = ExplanationTask(Subject(people(300), LinearTable({"x0": 1.0})))
    rows = task.pool(10)
    sure = task.answers.max(axis=1)
    assert len(set(rows)) == 10
    places = np.searchsorted(np.sort(sure), sure[rows])
    assert (np.abs(places - np.linspace(0, 299, 10)) <= 30).all()


def test_a_model_that_wavers_is_measured():
    class Wavering(LinearTable):
        turn = 0.0

        def classify(self, features):
            self.turn += 0.05
            answers = super().classify(features)
            return Answers(answers.codes, np.add(answers.probabilities, [self.turn, -self.turn]))

    steady = ExplanationTask(Subject(people(20), LinearTable({"x0": 0.1})))
    assert steady.unsteadiness([1, 5]) == 0
    wavering = ExplanationTask(Subject(people(20), Wavering({"x0": 0.1})))
    _ = wavering.answers  # with .05 added; asked twice again with .10 and .15
    assert wavering.unsteadiness([1, 5]) == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("data", "model", "reason"),
    [
        (people(5), None, "no classifier to ask again"),
        (people(5), LinearTable({}), "the model reads no column"),
        (people(0), LinearTable({"x0": 1.0}), "there are no rows"),
    ],
)
def test_where_there_is_nothing_to_explain_it_says_why(data, model, reason):
    with pytest.raises(NotApplicable, match=reason):
        ExplanationTask(Subject(data, model))


def test_one_class_is_no_answer_to_explain():
    one = LinearTable({"x0": 1.0}, classes=("yes",))
    assert "one class only" in ExplanationTask(Subject(people(5), one)).one_answer
    assert ExplanationTask(Subject(people(5), LinearTable({"x0": 1.0}))).one_answer is None
