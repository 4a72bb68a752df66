"""The form of OpenAI's servers: answers as vLLM, llama.cpp, Ollama and Azure write them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.models.endpoint.asking import GARBAGE
from audits.models.endpoint.openai_form import answer_of, filtered, request_of, settled
from audits.models.generator import Finish, Generation, Message, Sampling
from audits.specification.endpoint import Words
from tests.endpoint_server import said, streamed

# llama.cpp's server, as it streams: a first chunk with the role, usage in the last.
LLAMA = """data: {"choices":[{"finish_reason":null,"index":0,"delta":{"role":"assistant","content":null}}],"model":"gpt-3.5-turbo","object":"chat.completion.chunk"}

data: {"choices":[{"finish_reason":null,"index":0,"delta":{"content":"Hel"}}],"model":"gpt-3.5-turbo"}

: ping

data: {"choices":[{"finish_reason":null,"index":0,"delta":{"content":"lo"}}],"model":"gpt-3.5-turbo"}

data: {"choices":[{"finish_reason":"length","index":0,"delta":{}}],"usage":{"completion_tokens":2,"prompt_tokens":9,"total_tokens":11}}

data: [DONE]
"""  # noqa: E501
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["choices", "message", "content", "text", "delta", "finish_reason",
                         "refusal", "model", "error", "index", "type"]), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


def test_a_whole_answer_is_read():
    one = answer_of(said("Hello", model="m", finish="length")[2])
    assert one.generation == Generation("Hello", Finish.LENGTH)
    assert one.model == "m"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (LLAMA, Generation("Hello", Finish.LENGTH)),
        (streamed("a", "", "b")[2], Generation("ab", Finish.STOP)),
        ('data: {"choices":[{"text":"a"}]}\n\ndata: {"choices":[{"text":"b","finish_reason":'
         '"stop"}]}\n', Generation("ab", Finish.STOP)),
        ('event: message\ndata: {"choices":[{"delta":{"refusal":"I can"}}]}\ndata: {"choices":'
         '[{"delta":{"refusal":"not."},"finish_reason":"stop"}]}\n',
         Generation("I cannot.", Finish.REFUSED)),
    ],
)  # fmt: skip
def test_a_stream_is_put_together(text, expected):
    assert answer_of(text).generation == expected


@pytest.mark.parametrize(
    "text",
    [
        streamed("half", done=False)[2], 'data: {"error": {"message": "overloaded"}}\n', "data:\n",
        "",
        "[]", "null", "{}", '{"choices": []}', '{"choices": [{}]}', '{"choices": [{"text": 7}]}',
        '{"choices": [{"message": {"content": 7}}]}', "{" * 100_000, '{"error": "boom"}',
    ],
)  # fmt: skip
def test_what_is_no_answer_is_told_as_garbage(text):
    with pytest.raises(GARBAGE):
        answer_of(text)


@given(ANYTHING, st.booleans())
def test_nothing_that_a_server_writes_breaks_more_than_its_own_answer(value, streams):
    text = json.dumps(value)
    try:
        one = answer_of(f"data: {text}\n\ndata: [DONE]\n" if streams else text)
    except GARBAGE:
        return
    assert isinstance(one.generation.text, str)
    assert isinstance(one.model, str)


@given(st.text(max_size=60))
def test_no_text_breaks_more_than_its_own_answer(text):
    try:
        answer_of(text)
    except GARBAGE:
        return


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ({"content": None, "refusal": "I cannot."}, Generation("I cannot.", Finish.REFUSED)),
        ({"content": None}, Generation("", Finish.STOP)),
        ({"content": [{"type": "text", "text": "a"}, {"type": "image"}, {"type": "text",
         "text": "b"}]}, Generation("ab", Finish.STOP)),
        ({"content": "", "reasoning_content": "hm"}, Generation("", Finish.STOP)),
    ],
)  # fmt: skip
def test_contents_of_other_shapes_are_read(message, expected):
    choice = {"message": message, "finish_reason": "stop"}
    assert answer_of(json.dumps({"choices": [choice]})).generation == expected


def test_a_filter_in_front_of_the_model_is_no_failure():
    azure = {"error": {"code": "content_filter", "message": "The prompt was filtered."}}
    assert filtered(400, json.dumps(azure)) == Generation(
        "", Finish.FILTERED, "The prompt was filtered."
    )
    assert filtered(400, '{"error": {"code": "too_long"}}') is None
    assert filtered(500, json.dumps(azure)) is None
    assert filtered(400, "<html>") is None


def test_a_request_holds_what_is_stated_and_nothing_else():
    words = Words("m", system="Be brief.", extra={"top_p": 0.9})
    assert request_of(words, "hello", Sampling(5, None, None)) == {
        "model": "m", "max_tokens": 5, "top_p": 0.9,
        "messages": [{"role": "system", "content": "Be brief."},
                     {"role": "user", "content": "hello"}],
    }  # fmt: skip
    spoken = (Message("user", "a"), Message("assistant", "b"), Message("user", "c"))
    completions = Words("m", api="completions", max_tokens_key="max_completion_tokens")
    assert request_of(completions, spoken, Sampling(5, 0.5, 3)) == {
        "model": "m", "prompt": "User: a\nAssistant: b\nUser: c\nAssistant:",
        "max_completion_tokens": 5, "temperature": 0.5, "seed": 3,
    }  # fmt: skip


def test_what_the_document_says_of_sampling_wins():
    words = Words(sampling={"temperature": None, "most_tokens": 900})
    assert settled(words, Sampling(5, 0.0, 7)) == Sampling(900, None, 7)
    assert settled(Words(sampling={"most_tokens": None}), Sampling(5)) == Sampling(5)
