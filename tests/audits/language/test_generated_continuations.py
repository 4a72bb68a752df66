"""What is asked of a language model: how is said, and a prompt without an answer has no text."""

import numpy as np

from audits.language.generated_continuations import generated_continuations, unanswered
from audits.models.generator import Finish, Generation, Sampling
from audits.probing.subject import Continuations


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


def test_rows_without_a_continuation_are_counted_by_group():
    continuations = Continuations(["a", None, "b", None, "c"], "")
    groups = [
        ((), np.ones(5, dtype=bool)), ((("sex", "f"),), np.array([True, True, True, False, False])),
        ((("sex", None), ("age", "9")), np.array([False, False, False, True, False])),
    ]  # fmt: skip
    assert unanswered(continuations, groups) == (
        "all: 2 of 5; sex f: 1 of 3; sex unknown, age 9: 1 of 1"
    )
    assert unanswered(Continuations(["a"], ""), [((), np.ones(1, dtype=bool))]) == ""
