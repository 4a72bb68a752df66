import numpy as np

from audits.language.likeliest_options import likeliest_options

LIKELY = {
    "Who?": -1.0,
    "Who? me": -3.0,
    "Who? everybody": -6.0,
    "What?": -2.0,
    "What? that": np.nan,
}


class Model:
    fingerprint, reads = "0" * 64, ()

    def __init__(self):
        self.asked = []

    def log_likelihood(self, sentences):
        self.asked += sentences
        return np.array([LIKELY[sentence] for sentence in sentences])


def test_what_the_option_adds_counts_whole_or_by_character():
    options = [("me", "everybody")]
    # Whole -2 against -5; by character -1 against -5 / 9.
    assert likeliest_options(Model(), ["Who?"], options, per="answer") == ["me"]
    assert likeliest_options(Model(), ["Who?"], options, per="character") == ["everybody"]


def test_each_text_is_asked_once():
    model, seen = Model(), []
    options = [("me", "everybody")] * 5
    likeliest_options(model, ["Who?"] * 5, options, per="answer", on_progress=seen.append)
    assert sorted(model.asked) == ["Who?", "Who? everybody", "Who? me"]
    assert seen == [1.0]


def test_a_number_that_is_none_is_no_answer():
    assert likeliest_options(Model(), ["What?"], [("that", "that")], per="answer") == [None]
