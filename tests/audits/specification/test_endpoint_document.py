"""What may stand under `model.endpoint`; what looks like a key is refused and not repeated."""

import pytest
from pydantic import ValidationError

from audits.errors import Refused
from audits.specification.document import ModelSpec
from audits.specification.endpoint import describe
from audits.specification.endpoint_document import EndpointSettings, KeySpec

SECRET = "sk-proj-abcDEF0123456789xyz"
OPENAI = {"form": "openai", "model": "m"}


def test_a_key_is_a_name_with_a_header():
    assert EndpointSettings(key="SMALL_KEY").key == KeySpec(name="SMALL_KEY")
    given = {"name": "SMALL_KEY", "header": "api-key"}
    assert EndpointSettings(key=given).key.header == "api-key"


@pytest.mark.parametrize(
    "key",
    [SECRET, {"name": SECRET}, {"value": SECRET}, {"name": "A_KEY", "header": f"X: {SECRET}"},
     {"name": "A_KEY", "scheme": SECRET}, {"name": "A_KEY", "region": SECRET}, {SECRET: "A_KEY"}],
)  # fmt: skip
def test_a_key_that_is_written_down_is_refused_and_not_repeated(key):
    with pytest.raises(Refused) as refused:
        describe(ModelSpec(url="https://m.example", endpoint={**OPENAI, "key": key}))
    assert all(one.field.startswith("model.endpoint.key") for one in refused.value.problems)
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize("header", ["Host", "content-length", "a b", "x\r\ny", ""])
def test_a_header_of_the_request_itself_takes_no_key(header):
    with pytest.raises(ValidationError):
        KeySpec(name="A_KEY", header=header)


@pytest.mark.parametrize(
    "given",
    [{"concurrency": 0}, {"concurrency": 257}, {"retries": -1}, {"requests_per_minute": 0},
     {"temperature": -1}, {"max_tokens": 0}, {"extra": {"messages": []}}, {"extra": {"n": 2}},
     {"price": {"prompt": -1}}, {"price": {"tokens": 1}}, {"api": "assistants"},
     {"max_tokens_key": "tokens"}, {"seed": True}],
)  # fmt: skip
def test_what_does_not_fit_is_refused(given):
    with pytest.raises(ValidationError):
        EndpointSettings(**given)


def test_a_key_signs_for_aws_or_is_sent():
    assert EndpointSettings(key={"name": "AWS", "region": "eu-west-1"}).key.region == "eu-west-1"
    for wrong in ({"region": "Ireland"}, {"region": "eu-west-1", "header": "api-key"}):
        with pytest.raises(ValidationError):
            EndpointSettings(key={"name": "AWS", **wrong})
