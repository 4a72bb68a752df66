"""Each feature as its source gives an example of it, and texts that no rule fits."""

import pytest

from audits.perturbations.corruptions.dialect import versions
from audits.perturbations.corruptions.texts import KINDS, made

# Standard English, and the same with the feature (eWAVE's numbers).
FEATURES = {
    "154": ("I don't know anything about it.", "I don't know nothing about it."),
    "154, twice": ("She never told anyone, not ever.", "She never told no one, not never."),
    "155": ("They aren't here. Isn't it late?", "They ain't here. Ain't it late?"),
    "156": ("We have not seen him.", "We ain't seen him."),
    "158": ("He doesn't care.", "He don't care."),
    "173": ("There's a way out.", "It's a way out."),
    "174": ("She is going home and they’re waiting.", "She going home and they waiting."),
    "126": ("It was just about to rain.", "It was finna rain."),
}


@pytest.mark.parametrize("feature", FEATURES)
def test_a_feature_as_its_source_gives_it(feature):
    plain, said = FEATURES[feature]
    *_, worst = versions(plain, 3)
    assert worst == said


def test_worse_is_the_same_places_and_more():
    text = "He doesn't care. She isn't here. They are leaving. There is a way. I'm about to go."
    five = list(versions(text, 1))
    changes = [sum(a != b for a, b in zip(text.split(". "), each.split(". "), strict=True))
               for each in five]  # fmt: skip
    assert changes == [1, 2, 3, 4, 5]
    assert list(versions(text, 1)) == five


def test_texts_that_no_rule_fits_stay():
    for text in ("", "The film is good.", "Das ist nicht gut, any?", "Is the king singing?"):
        assert set(versions(text, 0)) == {text}


def test_it_is_one_of_the_kinds_of_texts():
    assert KINDS[-1] == "dialect"
    assert made("dialect", "He doesn't.", 0) == ("He don't.",) * 5
    assert len(made("typos", "some words here", 0)) == 5
