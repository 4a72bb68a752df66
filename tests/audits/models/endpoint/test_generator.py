"""A model in words behind an address, by replies that a test writes."""

import json

import pytest

from audits.errors import ModelFailure
from audits.models.endpoint.generator import ASKED_TWICE, EndpointGenerator
from audits.models.generator import Finish, Generation, Generator, Message, Sampling
from audits.specification.document import ModelSpec
from audits.specification.endpoint import describe
from tests.audits.models.endpoint.scripted import Scripted
from tests.endpoint_server import said

URL = "https://models.example/v1"
PROMPTS = [f"prompt {number}" for number in range(30)]


def opened(answer, **endpoint):
    given = {"form": "openai", "model": "m", **endpoint}
    spec = ModelSpec(url=URL, task="text-generation", endpoint=given)
    carry = Scripted(answer)
    return EndpointGenerator(describe(spec), carry), carry


def asked(body):
    return body["messages"][-1]["content"]


def test_each_prompt_has_its_answer_and_ten_are_asked_twice():
    model, carry = opened(lambda body, number: said(asked(body)[::-1])[::2])
    assert isinstance(model, Generator)
    assert model.generate(PROMPTS, Sampling(5)) == [
        Generation(prompt[::-1], Finish.STOP) for prompt in PROMPTS
    ]
    assert len(carry.sent) == 30 + ASKED_TWICE
    model.generate(PROMPTS, Sampling(5))
    assert len(carry.sent) == 60 + ASKED_TWICE
    assert model.warnings == []


def test_a_prompt_without_an_answer_says_why():
    model, _ = opened(
        lambda body, number: (400, "too long") if asked(body) == "prompt 3" else said("x")[::2]
    )
    answers = model.generate(PROMPTS, Sampling(5))
    assert answers[3] == Generation(None, Finish.UNANSWERED, "answered 400: too long")
    assert sum(one.text is None for one in answers) == 1
    assert model.warnings == ["requests stayed without an answer: answered 400: too long"]


def test_a_filter_that_answers_for_the_model_is_an_outcome():
    error = json.dumps({"error": {"code": "content_filter", "message": "no"}})
    model, _ = opened(lambda body, number: (400, error))
    answers = model.generate(PROMPTS, Sampling(5))
    assert {(one.text, one.finish) for one in answers} == {("", Finish.FILTERED)}
    assert model.warnings == []


def test_nothing_answered_is_a_failure():
    model, _ = opened(lambda body, number: (500, "boom"))
    with pytest.raises(ModelFailure, match="answered nothing: answered 500: boom"):
        model.generate(PROMPTS, Sampling(5))


@pytest.mark.parametrize(
    ("temperature", "seed", "why"),
    [(0.0, 0, "temperature 0 does not make it answer alike"), (0.7, 3, "seed 3 is not kept to"),
     (0.7, None, "it draws its words, and no seed is sent")],
)  # fmt: skip
def test_answers_that_differ_are_told_with_what_was_promised(temperature, seed, why):
    model, _ = opened(lambda body, number: said(f"line {number}")[::2])
    model.generate(PROMPTS, Sampling(5, temperature, seed))
    (warning,) = model.warnings
    assert warning.startswith(f"answers differ when asked again: 10 of 10 ({why}; for example")


def test_a_model_that_changes_is_told_once():
    model, _ = opened(lambda body, number: said("x", model=f"m-{number % 2}")[::2])
    model.generate(PROMPTS, Sampling(5))
    model.generate(PROMPTS, Sampling(5))
    (warning,) = model.warnings
    assert "the model changed between calls, by the field `model`" in warning
    assert "m-0, m-1" in warning


def test_a_template_of_ones_own_is_filled():
    request = {"q": "{text}", "s": "{system}", "n": "{max_tokens}", "t": "{temperature}"}
    spec = ModelSpec(
        url=URL, task="text-generation",
        endpoint={"form": "json", "request": request, "answer": "out", "system": "Be brief."},
    )  # fmt: skip
    carry = Scripted(lambda body, number: (200, {"out": body["q"][::-1]}))
    model = EndpointGenerator(describe(spec), carry)
    spoken = (Message("user", "a"), Message("assistant", "b"), Message("user", "c"))
    answers = model.generate(["hello", spoken], Sampling(5))
    assert carry.sent[0] == {"q": "hello", "s": "Be brief.", "n": 5, "t": 0.0}
    assert carry.sent[1]["q"].endswith("User: a\nAssistant: b\nUser: c\nAssistant:")
    assert answers[0].text == "olleh"


def test_what_is_asked_is_read_out():
    model, _ = opened(None, system="Be brief.", temperature=None, max_tokens=9, extra={"top_p": 1})
    reading = dict(model.reading)
    assert reading["asked"] == (
        "m, by chat of the form openai; temperature left to the server; max_tokens 9; top_p 1"
    )
    assert reading["system prompt"] == "Be brief."
    assert model.settled(Sampling(5, 0.0, 1)) == Sampling(9, None, 1)
