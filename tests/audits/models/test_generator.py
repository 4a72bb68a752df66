"""How answers are drawn, in the words by which two audits are compared."""

import pytest

from audits.models.generator import Sampling


@pytest.mark.parametrize(
    ("sampling", "words"),
    [
        (Sampling(1_000), "at most 1,000 tokens, the likeliest token each time (greedy)"),
        (Sampling(5, 0.7, 3), "at most 5 tokens, tokens drawn at temperature 0.7, seed 3"),
        (Sampling(5, 0.7, None), "at most 5 tokens, tokens drawn at temperature 0.7"),
        (Sampling(5, None, 3), "at most 5 tokens, drawn as the server has it"),
    ],
)
def test_words_say_what_an_answer_depends_on(sampling, words):
    assert sampling.words == words
