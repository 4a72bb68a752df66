"""What is asked of a language model: how is said, and a prompt without an answer has no text."""

from audits.language.generated_continuations import generated_continuations
from audits.models.generator import Finish, Generation, Sampling


class Echoing:
    """Says each prompt backwards; of an odd one nothing."""

    def settled(self, sampling):
        return sampling

    def generate(self, prompts, sampling):
        return [
            Generation(None, Finish.UNANSWERED, "busy")
            if prompt == "odd"
            else Generation(prompt[::-1][: sampling.most_tokens], Finish.STOP)
            for prompt in prompts
        ]


def test_a_row_has_a_text_where_its_prompt_was_answered():
    continuations = generated_continuations(Echoing(), ["abc", None, "odd", "abc"], Sampling(2))
    assert continuations.texts == ["cb", None, None, "cb"]
    assert continuations.made == "at most 2 tokens, the likeliest token each time (greedy)"


def test_how_they_were_drawn_is_part_of_what_two_audits_are_compared_by():
    made = [
        generated_continuations(Echoing(), ["a"], Sampling(5, temperature, seed)).made
        for temperature, seed in ((0.5, 1), (0.5, 2), (0.7, 1), (0.0, 1), (0.0, 2), (None, None))
    ]
    assert len(set(made)) == 5
    assert made[0] == "at most 5 tokens, tokens drawn at temperature 0.5, seed 1"
