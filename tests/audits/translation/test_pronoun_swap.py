import pytest

from audits.translation.pronoun_swap import counterparts


@pytest.mark.parametrize(
    ("text", "she", "he"),
    [
        ("She is a nurse.", "She", "He"), ("Then he left.", "Then she", "Then he"),
        ("I saw her book.", "I saw her", "I saw his"), ("I saw her.", "I saw her", "I saw him"),
        ("It is hers.", "It is hers", "It is his"), ("Himself alone", "Herself", "Himself"),
        ("He's here", "She", "He"), ("I know him and her", "I know her", "I know him"),
    ],
)  # fmt: skip
def test_the_text_up_to_its_first_pronoun_with_either(text, she, he):
    assert counterparts(text) == (she, he)


@pytest.mark.parametrize("text", ["They left.", "It is here.", "The hero", ""])
def test_a_text_without_a_gendered_pronoun_has_none(text):
    assert counterparts(text) is None
