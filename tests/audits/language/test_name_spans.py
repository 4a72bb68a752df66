import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Texts
from audits.data.located_objects import Located
from audits.errors import NotApplicable
from audits.language.correspondence_cases import persons, sentences
from audits.language.decision_reading import Outcome
from audits.language.name_spans import names_study, shares_of_names
from audits.specification.roles import Role
from tests.subjects import Subject
from tests.taggers import CapitalLetters

NAMES = [person.phrase for person in persons() if person.signal == "name"]


def rows(*texts):
    return Dataset((Column("text", Role.FEATURE, Texts.of(list(texts))),))


def study(data, model=None, classes=()):
    return names_study(Subject(data, model or CapitalLetters()), classes)


def test_the_shipped_sentences_hold_one_name_each_and_every_name_stands_in_each():
    own = study(rows("nothing to fill"))
    assert len(own) == len(NAMES) * len(sentences()) == 36 * 20
    assert len({sentence.text for sentence in sentences()}) == 20
    assert {*own.outcomes} == {Outcome.FAVOURABLE}


def test_names_that_a_tagger_misses_are_missed_in_every_sentence():
    own = study(rows("x"), CapitalLetters(missing=("Hakim", "Brad")))
    least = dict(shares_of_names(own))
    assert [name for name, share in least.items() if share == 0] == ["Brad", "Hakim"]
    assert len(least) == 36


def test_rows_with_a_slot_are_templates_and_one_without_is_told():
    own = study(rows("ask {person} now", "{person} is here"))
    assert len(own) == 2 * len(NAMES)
    with pytest.raises(NotApplicable, match="has 0 slots for a person"):
        study(rows("ask {person} now", "nobody is here"))


def test_rows_that_say_name_sentence_and_group_are_asked_as_they_are():
    data = Dataset(
        (
            *rows("Ann sings", "Bo sings"),
            Column("name", Role.ID, Categories.of(["Ann", "Bo"])),
            Column("case", Role.CLUSTER, Categories.of(["one", "one"])),
            Column("group", Role.PROTECTED, Categories.of(["a", "b"]), reference="a"),
        )
    )
    assert study(data, CapitalLetters(("Bo",))).outcomes == [
        Outcome.FAVOURABLE, Outcome.UNFAVOURABLE,
    ]  # fmt: skip
    wrong = Dataset((*rows("Ann sings", "Al sings"), *data.columns[1:]))
    with pytest.raises(NotApplicable, match="the name 'Bo' does not stand in its text"):
        study(wrong)


class Given(CapitalLetters):
    """Answers each text with this span of it, or with nothing."""

    def __init__(self, *answer):
        super().__init__()
        self.answer = answer

    def detect(self, features):
        answers = np.empty(len(features["text"]), dtype=object)
        for row, text in enumerate(features["text"]):
            start = text.find("Hakim")
            answers[row] = None if self.answer == (None,) else tuple(
                Located(((float(start + a), float(start + b)),), kind)
                for a, b, kind in self.answer if start >= 0
            )  # fmt: skip
        return answers


@pytest.mark.parametrize(
    ("answer", "classes", "outcome"),
    [
        ((0, 5, "PER"), (), Outcome.FAVOURABLE),
        ((0, 6, "PER"), (), Outcome.FAVOURABLE),  # with the comma behind it
        ((0, 4, "PER"), (), Outcome.UNFAVOURABLE),
        ((0, 10, "PER"), (), Outcome.UNFAVOURABLE),
        ((0, 5, "LOC"), ("PER",), Outcome.UNFAVOURABLE),
        ((0, 5, "LOC"), ("PER", "LOC"), Outcome.FAVOURABLE),
    ],
)
def test_found_is_the_whole_name_and_no_other_word(answer, classes, outcome):
    own = study(rows("so {person}, who came"), Given(answer), classes)
    assert own.outcomes[NAMES.index("Hakim")] is outcome


def test_a_text_without_an_answer_is_neither():
    own = study(rows("so {person}, who came"), Given(None))
    assert {*own.outcomes} == {Outcome.UNANSWERED}


def test_who_finds_no_spans_in_texts_is_not_asked():
    with pytest.raises(NotApplicable, match="no model that finds spans"):
        names_study(Subject(rows("x")), ())
