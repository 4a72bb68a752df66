"""What is asked of a language model: each prompt once, and how is said."""

from audits.language.generated_continuations import generated_continuations


class Echoing:
    """Says each prompt backwards, and counts what it is asked."""

    def __init__(self):
        self.asked = []

    def generated(self, prompts, *, most_tokens, temperature, seed):
        self.asked += prompts
        return [prompt[::-1][:most_tokens] for prompt in prompts]


def test_equal_prompts_are_asked_once_and_missing_ones_never():
    model, told = Echoing(), []
    prompts = [f"prompt {number % 300}" for number in range(900)] + [None]
    said = generated_continuations(
        model, prompts, most_tokens=5, temperature=0.0, seed=1, on_progress=told.append
    )
    assert sorted(model.asked) == sorted({p for p in prompts if p})
    assert said.texts == [p[::-1][:5] for p in prompts[:-1]] + [None]
    assert told[-1] == 1.0
    assert said.made == "at most 5 tokens, the likeliest token each time (greedy)"


def test_how_they_were_drawn_is_part_of_what_two_audits_are_compared_by():
    made = [
        generated_continuations(Echoing(), ["a"], most_tokens=5, temperature=t, seed=seed).made
        for t, seed in ((0.5, 1), (0.5, 2), (0.7, 1), (0.0, 1), (0.0, 2))
    ]
    assert len(set(made)) == 4
    assert made[0] == "at most 5 tokens, tokens drawn at temperature 0.5, seed 1"
