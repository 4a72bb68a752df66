"""What a model of texts is asked while it is timed."""

from dataclasses import replace

import numpy as np
import pytest

from audits.data.dataset import Column, Dataset, Numbers, Texts
from audits.errors import NotApplicable
from audits.models.generator import Finish, Generation, Sampling
from audits.probing.asking_texts import texts_in_order, texts_of
from audits.specification.roles import Role
from tests import askable


class Forgetful:
    """A translator without a memory."""

    reads, fingerprint = (), "0" * 64
    source_language, target_language = "fi", "en"

    def __init__(self):
        self.asked = []

    def translate(self, sentences, *, source_language, target_language):
        self.asked.append((list(sentences), source_language, target_language))
        return [sentence.upper() for sentence in sentences]


class Parrot(Forgetful):
    """One whose answers come from before, unless it is asked anew."""

    def translate(self, sentences, *, source_language, target_language):
        raise AssertionError("an answer from before would be timed")

    translate_anew = Forgetful.translate


class Continuing:
    """Ends each prompt with how long it may go on."""

    reads, fingerprint = (), "0" * 64

    def settled(self, sampling):
        return replace(sampling, most_tokens=min(sampling.most_tokens, 9))

    def generate(self, prompts, sampling):
        return [Generation(f"{prompt} {sampling.most_tokens}", Finish.STOP) for prompt in prompts]


class Likelihood:
    """A language model that finds long sentences less likely."""

    reads, fingerprint = (), "0" * 64

    def log_likelihood(self, sentences):
        return -np.array([len(sentence) for sentence in sentences], dtype=float)

    def preference(self, first, second):
        return self.log_likelihood(first) - self.log_likelihood(second)


@pytest.mark.parametrize("kind", [Forgetful, Parrot])
def test_a_translator_is_really_asked_each_time(kind):
    model = kind()
    asking = texts_of(model, Sampling(64))
    for _ in range(3):
        assert asking.ask(["hän on"]) == ["HÄN ON"]
    assert model.asked == [(["hän on"], "fi", "en")] * 3
    assert (asking.unit, asking.words) == (
        "sentence",
        "the translation of a sentence from fi into en",
    )


def test_a_prompt_is_answered_by_as_many_tokens_as_are_stated():
    assert texts_of(Continuing(), Sampling(5)).ask(["a", "b"])[1].text == "b 5"
    # What the model's document says of its own sampling wins.
    asking = texts_of(Continuing(), Sampling(64))
    assert asking.ask(["a"])[0].text == "a 9"
    assert asking.unit == "prompt"
    assert "at most 9 tokens, the likeliest token each time" in asking.words
    assert asking.written(asking.ask(["a"])) == ["a 9"]
    assert asking.written(asking.begin(["a"])) == ["a 1"]


def test_another_language_model_is_asked_how_likely_a_sentence_is():
    asking = texts_of(Likelihood(), Sampling(64))
    assert asking.ask(["ab", "abc"]).tolist() == [-2, -3]
    assert asking.unit == "sentence"


def test_a_model_of_rows_is_asked_about_no_texts():
    assert texts_of(askable.LinearTable({"x": 1.0}), Sampling(64)) is None


def test_texts_stand_in_the_order_asked_for_and_empty_ones_are_left_out():
    column = Column("said", Role.FEATURE, Texts.of(["one", None, "three", "  ", "five"]))
    assert texts_in_order(Dataset((column,)), np.array([4, 3, 2, 1, 0])) == ["five", "three", "one"]


@pytest.mark.parametrize(
    "column",
    [
        Column("x", Role.FEATURE, Numbers(np.arange(3.0))),
        Column("said", Role.FEATURE, Texts.of(["", None, " "])),
    ],
)
def test_data_without_texts_are_refused_with_a_remedy(column):
    with pytest.raises(NotApplicable, match="no texts") as refused:
        texts_in_order(Dataset((column,)), np.arange(3))
    assert "kind: text" in refused.value.remedy
