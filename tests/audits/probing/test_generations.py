"""Each prompt is asked once, whoever stands beside it."""

from audits.models.generator import Generation, Message, Sampling
from audits.probing.generations import generations


class Counting:
    """Answers with the number of prompts asked so far."""

    def __init__(self):
        self.asked = []

    def generate(self, prompts, sampling):
        self.asked += prompts
        return [Generation(f"{prompt}") for prompt in prompts]


def test_equal_prompts_are_asked_once_and_missing_ones_never():
    model, progress = Counting(), []
    prompts = [f"prompt {number % 300}" for number in range(900)] + [None]
    answers = generations(model, prompts, Sampling(5), progress.append)
    assert sorted(model.asked) == sorted({p for p in prompts if p})
    assert [answer and answer.text for answer in answers] == prompts
    assert progress[-1] == 1.0


def test_conversations_of_the_same_words_keep_apart_by_who_says_them():
    model = Counting()
    spoken = (Message("user", "hello"), Message("assistant", "hello")), "hello\nhello"
    other = (Message("system", "hello"), Message("user", "hello"))
    answers = generations(model, [*spoken, other, spoken[0]], Sampling(5))
    assert len(model.asked) == 3
    assert answers[0] == answers[3] != answers[2]
