"""Of an endpoint that answers nothing: what stands in the document and may help."""

import pytest

from audits.errors import ModelFailure
from audits.models.endpoint.asking import Asker
from audits.models.endpoint.carrying import Reply
from audits.models.endpoint.remedies import remedy_of
from audits.specification.endpoint_document import EndpointSettings
from tests.audits.models.endpoint.scripted import Scripted


@pytest.mark.parametrize(
    ("reply", "keys"),
    [
        (Reply(401, "who?"), ["key"]), (Reply(403, "no"), ["key"]), (Reply(404, "?"), ["model"]),
        (Reply(413, "large"), ["batch"]), (Reply(400, "seed?"), ["temperature", "seed"]),
        (Reply(429, "slow"), ["concurrency", "requests_per_minute"]),
        (Reply(error="none in time", timed_out=True), ["timeout_seconds"]),
        (Reply(error="no room", spent=True), ["most_requests", "most_tokens"]),
        (Reply(200, "<html>"), ["form"]),
    ],
)  # fmt: skip
def test_the_keys_that_may_help_are_keys_of_the_document(reply, keys):
    said = remedy_of(reply, "openai")
    for key in keys:
        assert f"`{key}" in said
        assert key in EndpointSettings.model_fields


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (Reply(301, ""), "redirects"), (Reply(500, "boom"), "log"), (Reply(507, ""), "log"),
        (Reply(error="cannot be resolved"), "`model.url`"), (Reply(422, "?"), "what it names"),
    ],
)  # fmt: skip
def test_every_reply_has_one(reply, words):
    assert words in remedy_of(reply, "oip")
    assert "temperature" not in remedy_of(reply, "oip")


def test_a_template_of_ones_own_says_where_its_answer_stands():
    assert "`answer`" in remedy_of(Reply(200, '{"text": "x"}'), "json")


def test_it_stands_behind_the_reason_that_most_have():
    """A server that broke once and was then asked too fast is not mended by its log."""

    def answer(body, number):
        return Reply(500, "boom") if number == 0 else Reply(429, "slow")

    ask = Asker(Scripted(answer), lambda question: question, lambda answer, question: 0, "openai")
    with pytest.raises(ModelFailure, match=r"answered 429: slow; .*`concurrency`"):
        ask.ask([{"n": 0}, {"n": 1}, {"n": 2}])
