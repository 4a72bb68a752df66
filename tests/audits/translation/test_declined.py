"""An apology in the place of a translation is told from a sentence that says sorry."""

import pytest

from audits.translation.declined import declines
from audits.translation.english_gender import read_english
from audits.translation.gender_states import State
from audits.translation.grammatical_gender import read_gendered


@pytest.mark.parametrize(
    "text",
    [
        "I'm sorry, but I can't assist with that.",
        "I cannot translate this text.",
        "Sorry, I am not able to fulfill that request.",
        "As an AI language model, I do not take part in stereotypes.",
        "We are unable to process your request.",
        "Unfortunately I don't understand this sentence.",
        "I apologize, but I won't do that.",
    ],
)
def test_apologies_and_refusals(text):
    assert declines(text)
    assert read_english(text, "Hän on lääkäri.").state is State.DECLINED
    assert read_gendered("es", text, "Hän on lääkäri.").state is State.DECLINED


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("I'm sorry.", State.NONE),
        ("He can't translate this text.", State.HE),
        ("I cannot help her with that.", State.SHE),
        ("They are sorry that the request was late.", State.THEY),
        ("I cannot swim.", State.NONE),
    ],
)
def test_sentences_that_only_sound_like_it(text, state):
    assert read_english(text, "Hän on lääkäri.").state is state
