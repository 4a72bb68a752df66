import pytest

from audits.data.dataset import Categories, Column, Dataset, Texts
from audits.errors import NotApplicable
from audits.language.answers_among_options import answers_among_options
from audits.specification.roles import Role
from tests.subjects import Subject


def subject(*columns):
    return Subject(Dataset(columns))


def option(name, values):
    return Column(name, Role.OPTION, Texts.of(values))


ONE, TWO = option("one", ["Yes.", "Left"]), option("two", ["No", "Right"])


def test_what_is_no_option_of_its_row_is_not_read():
    answer = Column("answer", Role.PREDICTION, Texts.of(["YES", "yes"]))
    answered = answers_among_options(subject(ONE, TWO, answer), "answer")
    assert answered.answers == ["yes", None]
    assert not answered.asked


def test_recorded_classes_are_read_as_texts_are():
    answer = Column("answer", Role.PREDICTION, Categories.of(["No", None]))
    assert answers_among_options(subject(ONE, TWO, answer), "answer").answers == ["no", None]


def test_a_letter_is_the_option_of_its_column():
    answer = Column("answer", Role.PREDICTION, Texts.of(["B", "A"]))
    answered = answers_among_options(subject(ONE, TWO, answer), "answer")
    assert answered.answers == ["no", "left"]
    assert "`one`" in answered.notice


def test_answers_none_of_which_is_an_option_are_another_column():
    answer = Column("answer", Role.PREDICTION, Texts.of(["Maybe", None]))
    with pytest.raises(NotApplicable, match=r"none of the answers of `answer`.*'maybe'"):
        answers_among_options(subject(ONE, TWO, answer), "answer")


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ((ONE,), "no answers to choose among"),
        ((ONE, option("two", ["yes", "Right"])), "row 1 has not two options"),
        ((ONE, option("two", ["No", None])), "row 2 has not two options"),
        ((ONE, TWO), "neither a recorded answer nor a language model"),
    ],
)
def test_what_cannot_be_asked_is_said(columns, reason):
    with pytest.raises(NotApplicable, match=reason):
        answers_among_options(subject(*columns), "answer")


class Model:
    fingerprint, reads = "0" * 64, ()

    def log_likelihood(self, sentences):
        raise AssertionError("must not be asked")

    preference = log_likelihood


@pytest.mark.parametrize(
    "features",
    [
        (),
        (Column("a", Role.FEATURE, Texts.of(["x", "y"])),
         Column("b", Role.FEATURE, Texts.of(["x", "y"]))),
        (Column("a", Role.FEATURE, Texts.of(["x", None])),),
    ],
)  # fmt: skip
def test_the_question_is_one_column_without_gaps(features):
    asked = Subject(Dataset((ONE, TWO, *features)), Model())
    with pytest.raises(NotApplicable, match=r"columns of texts|is empty"):
        answers_among_options(asked, "answer")
