"""Answers as servers of OpenAI's form give them, written by hand."""

import pytest

from audits.models.endpoint.carrying import Reply
from audits.models.endpoint.prompt_likelihoods import (
    NotTold,
    declined,
    likelihood_request,
    log_likelihood_of,
)
from audits.specification.endpoint import Words


def answer(tokens, logs, text, *, added=1, offsets=False):
    told = {"tokens": tokens, "token_logprobs": logs}
    if offsets:
        told["text_offset"] = [sum(map(len, tokens[:place])) for place in range(len(tokens))]
    usage = {} if added is None else {"usage": {"completion_tokens": added}}
    return {"choices": [{"text": text, "logprobs": told}], **usage}


def test_the_body_asks_for_an_echo_of_what_is_sent():
    words = Words("small", "completions", begin="<s>", extra={"add_special_tokens": False})
    assert likelihood_request(words, "she is") == {
        "model": "small", "prompt": "<s>she is", "max_tokens": 1, "echo": True, "logprobs": 1,
        "temperature": 1.0, "add_special_tokens": False,
    }  # fmt: skip
    quiet = Words("small", "completions", sampling={"temperature": None}, begin="")
    assert "temperature" not in likelihood_request(quiet, "she is")


@pytest.mark.parametrize(
    ("tokens", "logs", "begin", "added", "sum_of"),
    [
        (["<s>", "she", " is", " x"], [None, -1.0, -2.0, -9.0], "", 1, -3.0),
        (["<s>", "she", " is"], [None, -1.0, -2.0], "", 0, -3.0),
        (["<s>", "she", "is", "x"], [None, -1.0, -2.0, -9.0], "", 1, -3.0),
        (["<s>", "\u2581she", "\u2581is", "x"], [None, -1.0, -2.0, -9.0], "", 1, -3.0),
        (["she", " is", " x"], [-1.0, -2.0, -9.0], "", 1, -3.0),
        (["<s>", "she", " is", " x"], [None, -1.0, -2.0, -9.0], "<s>", 1, -3.0),
        (["<s>", "<s>", "she", " is", " x"], [None, -4.0, -1.0, -2.0, -9.0], "<s>", 1, -3.0),
        (["\n", "she", " is", " x"], [None, -1.0, -2.0, -9.0], "\n", 1, -3.0),
        (["<s>", "\n", "she", " is", " x"], [None, -4.0, -1.0, -2.0, -9.0], "\n", 1, -3.0),
    ],
)
def test_the_sum_is_of_the_sentences_tokens_alone(tokens, logs, begin, added, sum_of):
    found = log_likelihood_of(
        answer(tokens, logs, f"{begin}she is x", added=added), "she is", begin
    )
    assert found == pytest.approx(sum_of)


def test_without_a_count_what_begins_behind_the_prompt_was_added():
    told = answer(["<s>", "she", " is", " x"], [None, -1.0, -2.0, -9.0], "<s>she is x", added=None,
                  offsets=True)  # fmt: skip
    assert log_likelihood_of(told, "she is", "<s>") == -3.0
    del told["choices"][0]["logprobs"]["text_offset"]
    with pytest.raises(ValueError, match="neither how many tokens it added"):
        log_likelihood_of(told, "she is", "<s>")


@pytest.mark.parametrize(
    ("tokens", "logs", "sentence"),
    [
        (["she", " is", " x"], [None, -2.0, -9.0], "she is"),
        (["a", " a", " a", " x"], [None, -2.0, -2.0, -9.0], "a a a"),
        (["\N{REPLACEMENT CHARACTER}", "mile", " x"], [None, -2.0, -9.0], "\u00c9mile"),
    ],
)
def test_a_first_word_without_a_probability_is_no_number(tokens, logs, sentence):
    found = log_likelihood_of(answer(tokens, logs, f"{sentence} x"), sentence, "")
    assert isinstance(found, NotTold)
    assert "its first word has none" in found.reason
    assert "begin" in found.remedy


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"logprobs": None}, "have no `logprobs`"),
        ({"text": " x"}, "do not repeat the prompt"),
        ({"logprobs": {"tokens": ["<s>", "she", " is"], "token_logprobs": [None, None, -1.0]}},
         "without a log-probability"),
        ({"logprobs": {"tokens": ["<s>s", "he is"], "token_logprobs": [None, -1.0]}},
         "no token ends where '<s>' does"),
    ],
)  # fmt: skip
def test_what_is_not_told_is_no_number(changed, reason):
    told = answer(["<s>", "she", " is"], [None, -1.0, -2.0], "<s>she is", added=0)
    told["choices"][0] |= changed
    assert reason in log_likelihood_of(told, "she is", "<s>").reason


def test_a_server_that_declines_says_so_by_name():
    said = '{"error": {"message": "Only no echo is supported"}}'
    assert "Only no echo" in declined(Reply(500, said)).reason
    assert declined(Reply(500, "boom")) is None
    assert declined(Reply(401, said)) is None
