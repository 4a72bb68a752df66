"""What an endpoint will be asked, by hand."""

from audits.planning.endpoint_costs import endpoint_cost
from audits.planning.steps import Step
from audits.specification.document import ModelSpec
from audits.specification.endpoint import describe

PRICE = {"prompt": 1.0, "answer": 10.0, "request": 0.001, "currency": "EUR"}


def described(**endpoint):
    spec = ModelSpec(url="https://m.example", endpoint=endpoint, labels=["a", "b"])
    return describe(spec.model_copy(update={"labels": None}) if "model" in endpoint else spec)


def test_prompts_are_requests_and_their_answers_are_bounded():
    """60 prompts of 20 tokens at most, and ten a second time: 70 requests, 1,400 tokens."""
    steps = [
        Step(0, "language.toxic_drift", 2, {"most_tokens": 20}, passes=60 * 20),
        Step(1, "language.other", 1, {"most_tokens": 20}, passes=99, reason="left out"),
    ]
    endpoint = described(form="openai", model="m", price=PRICE, most_tokens=900)
    assert endpoint_cost(steps, endpoint, 60) == (
        "about 70 requests to the endpoint, at most 1,400 tokens of answers, and their prompts, "
        "at most 0.084 EUR without the prompts, `most_tokens` lets 900"
    )
    longer = described(form="openai", model="m", max_tokens=100)
    assert "7,000 tokens" in endpoint_cost(steps, longer, 60)


def test_rows_go_in_batches_and_thirty_alone():
    """1,000 rows and 600 further passes, 32 a request, and thirty one by one: 80."""
    steps = [Step(0, "explanations.lime", 1, {}, passes=600)]
    assert endpoint_cost(steps, described(form="mlflow"), 1000) == (
        "about 80 requests to the endpoint"
    )
