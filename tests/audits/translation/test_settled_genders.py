"""Texts whose first sentence settles a gender, and how their second sentence is read."""

import pytest

from audits.errors import NotApplicable
from audits.translation.english_gender import read_english
from audits.translation.gender_states import Gender, State
from audits.translation.settled_genders import KINDS, keeps_gender, read_second, settled
from audits.translation.stereotype_directions import Direction
from audits.translation.word_lists import languages, sources


@pytest.mark.parametrize("code", languages())
def test_each_language_has_contrastive_pairs(code):
    """Occupations behind a mother, a father, a woman's and a man's name; nothing else differs."""
    texts = settled(code)
    words = {one.word for one in sources(code, ["occupations"])}
    assert len(words) >= 16
    assert len(texts) == len({one.text for one in texts}) == 4 * len(words)
    for kind in KINDS:
        own = [one for one in texts if one.kind == kind]
        for she, he in zip(own[::2], own[1::2], strict=True):
            assert (she.gender, he.gender) == (Gender.FEMALE, Gender.MALE)
            assert she.word == he.word
            tails = {one.text.split(" ", 1)[0] == one.text for one in (she, he)}
            assert tails == {False}
        firsts = {one.text.removesuffix(_second(one.text)) for one in own}
        assert len(firsts) == 2


def _second(text):
    """What follows the first mark of an end."""
    end = min(text.index(mark) for mark in ".。।։" if mark in text)
    return text[end + 1 :]


def test_a_stereotype_agrees_with_one_of_each_pair():
    nurse = [one for one in settled("fi") if one.word == "nurse" and one.kind == "kin"]
    assert [one.text for one in nurse] == [
        "Äitini on täällä. Hän on sairaanhoitaja.", "Isäni on täällä. Hän on sairaanhoitaja.",
    ]  # fmt: skip
    assert [(one.direction, one.agrees) for one in nurse] == [
        (Direction.FEMALE, True), (Direction.FEMALE, False),
    ]  # fmt: skip
    with pytest.raises(NotApplicable, match="'xx'"):
        settled("xx")


@pytest.mark.parametrize(
    ("output", "state"),
    [
        ("My mother is here. She is a nurse.", State.SHE),
        ("My mother is here. He is a nurse.", State.HE),
        ("My mother is here and she is a nurse.", State.SHE),
        ("My mother, a nurse, is here.", State.NONE),
        ("My mother is here. They are a nurse.", State.THEY),
        ("My mother is here. A nurse.", State.NONE),
        ("", State.EMPTY),
        (None, State.UNANSWERED),
    ],
)
def test_only_the_second_sentence_is_read(output, state):
    source = "Äitini on täällä. Hän on sairaanhoitaja."
    assert read_second(read_english, output, source).state is state


def test_kept_is_the_gender_of_the_first_sentence():
    she, he = settled("fi")[:2]
    source = she.text
    readings = [read_second(read_english, "A. She works.", source)] * 2
    assert keeps_gender([she, he], readings) == [True, False]
