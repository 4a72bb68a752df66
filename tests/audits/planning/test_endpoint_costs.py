"""What an endpoint will be asked, by hand."""

from dataclasses import replace

import pytest

from audits.planning.endpoint_costs import (
    EndpointCost,
    endpoint_cost,
    fed_characters,
    fed_pictures,
)
from audits.planning.steps import Step
from audits.specification.document import ColumnSpec, ModelSpec
from audits.specification.endpoint import Words, describe
from audits.specification.roles import Kind

PRICE = {"prompt": 1.0, "answer": 10.0, "request": 0.001, "currency": "EUR"}


def described(**endpoint):
    spec = ModelSpec(url="https://m.example", endpoint=endpoint, labels=["a", "b"])
    return describe(spec.model_copy(update={"labels": None}) if "model" in endpoint else spec)


def test_prompts_are_requests_and_their_answers_are_bounded():
    """60 prompts of 20 tokens at most, and ten a second time: 70 requests, 1,400 tokens.

    Prompts of 120 characters behind a system prompt of 8 are 32 tokens each, 2,240 in all; at 1 and
    10 EUR a million and .001 a request they cost .00224 + .014 + .07.
    """
    steps = [
        Step(0, "language.toxic_drift", 2, {"most_tokens": 20}, passes=60 * 20),
        Step(1, "language.other", 1, {"most_tokens": 20}, passes=99, reason="left out"),
    ]
    endpoint = described(form="openai", model="m", system="Be kind.", price=PRICE, most_tokens=900)
    cost = endpoint_cost(steps, endpoint, 60, 120.0)
    assert (cost.requests, cost.prompt_tokens, cost.answer_tokens) == (70, 2240, 1400)
    assert cost.cost == pytest.approx(0.08624)
    assert cost.words == (
        "about 70 requests to the endpoint, about 2,240 tokens of prompts, at most 1,400 tokens of "
        "answers, at most about 0.08624 EUR, `most_tokens` lets 900"
    )
    longer = described(form="openai", model="m", max_tokens=100)
    assert endpoint_cost(steps, longer, 60).answer_tokens == 7000


def test_a_likelihood_takes_one_token_of_an_answer():
    """120 sentences and ten a second time; that answers may have 500 tokens is of others."""
    steps = [Step(0, "language.stereotype_items", 1, {}, passes=120)]
    told = described(form="openai", model="m", api="completions", logprobs=True, max_tokens=500)
    cost = endpoint_cost(steps, told, 120, 40.0)
    assert (cost.requests, cost.answer_tokens) == (130, 130)


def test_rows_go_in_batches_and_thirty_alone():
    """1,000 rows and 600 further passes, 32 a request, and thirty one by one: 80."""
    steps = [Step(0, "explanations.lime", 1, {}, passes=600)]
    cost = endpoint_cost(steps, described(form="mlflow"), 1000)
    assert cost.words == "about 80 requests to the endpoint"
    assert cost.to_json() == {"requests": 80}


def test_large_pictures_go_one_by_one_and_a_chat_is_told_their_tokens():
    """300 rows and 100 passes: of 224 x 224 as numbers one a request, of 32 x 32 sixteen.

    A chat's question of 40 characters has 10 tokens, and its picture about a thousand.
    """
    steps = [Step(0, "explanations.occlusion", 1, {}, passes=100)]
    columns = {"file": ColumnSpec(kind=Kind.IMAGE), "age": ColumnSpec(kind=Kind.NUMBER)}

    def pictured(**preprocessing):
        model = ModelSpec(inputs={"x": ["file"], "y": ["age"]}, preprocessing=preprocessing)
        return fed_pictures(model, columns)

    tensors = described(form="oip")
    assert endpoint_cost(steps, tensors, 300, None, pictured()).requests == 400 + 30
    small = endpoint_cost(steps, tensors, 300, None, pictured(size=[32, 32]))
    assert small.requests == 25 + 30
    assert fed_pictures(ModelSpec(inputs={"y": ["age"]}), columns) is None
    chat = replace(
        described(form="openai", model="m"), task="classification", words=Words(prompt="?" * 40)
    )
    cost = endpoint_cost(steps, chat, 300, None, pictured())
    assert (cost.requests, cost.prompt_tokens) == (430, 430 * 1010)


def test_it_is_read_back():
    cost = EndpointCost(70, 2240, 1400, 0.08624, "EUR", None, 900)
    assert EndpointCost.from_json(cost.to_json()) == cost


def test_characters_are_those_of_the_texts_that_are_sent():
    columns = {
        "prompt": ColumnSpec(role="feature", kind="text"),
        "note": ColumnSpec(role="id", kind="text"),
        "age": ColumnSpec(role="feature", kind="number"),
    }
    assert fed_characters(columns, {"prompt": 31.5, "note": 900.0}) == 31.5
    assert fed_characters(columns, {"note": 900.0}) is None
