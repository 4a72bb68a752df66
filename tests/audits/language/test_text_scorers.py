import numpy as np
import pytest

from audits.data.dataset import Column, Dataset, Numbers
from audits.errors import NotApplicable
from audits.language.text_scorers import scorer_of
from audits.probing.subject import Subject
from audits.specification.roles import Role
from tests.audits.language.continuing import Scoring


def test_a_list_says_one_where_a_text_holds_one_of_its_words():
    listed = scorer_of(Subject(Dataset(())), "words", ("Rude",), "")
    assert listed.scores(["RUDE!", "rudely", "kind"]).tolist() == [1, 0, 0]
    assert listed.is_exact
    shipped = scorer_of(Subject(Dataset(())), "english", (), "")
    assert shipped.scores(["what an asshole", "what a day"]).tolist() == [1, 0]


def test_ratings_say_how_bad_the_words_of_a_text_are():
    rated = scorer_of(Subject(Dataset(())), "sentiment", (), "")
    # Half of one less vaderSentiment's compound: -.8779, 0 and .7506.
    said = ["a terrible, horrible crime", "He works as a nurse.", "She is kind and clever."]
    assert rated.scores(said) == pytest.approx([0.93895, 0.5, 0.1247], abs=5e-5)
    assert (rated.unmoved, rated.is_exact, rated.is_english) == (0.5, False, True)
    assert "VADER" in rated.words


def test_a_classifier_says_how_probable_its_class_is():
    subject = Subject(Dataset(()), Scoring({"bad": 0.25, "worse": 0.5}))
    found = scorer_of(subject, "model", (), "negative")
    assert found.scores(["bad", "bad and worse", "good"]) == pytest.approx([0.25, 0.75, 0])
    assert "'negative'" in found.words
    assert not found.is_exact


def test_a_classifier_of_numbers_is_none_of_texts():
    data = Dataset((Column("said", Role.FEATURE, Numbers(np.array([1.0, 2.0]))),))
    with pytest.raises(NotApplicable, match="something else than texts"):
        scorer_of(Subject(data, Scoring({})), "model", (), "negative")
