"""Addresses as AWS publishes them (SageMaker AI endpoints and quotas), beside the key's region."""

import pytest

from audits.errors import Refused
from audits.specification.aws_addresses import signing_problems
from audits.specification.document import ModelSpec
from audits.specification.endpoint import describe

RUNTIME = "https://runtime.sagemaker.eu-west-1.amazonaws.com/endpoints/e/invocations"


@pytest.mark.parametrize(
    ("host", "region"),
    [
        ("runtime.sagemaker.eu-west-1.amazonaws.com", "eu-west-1"),
        ("runtime-fips.sagemaker.us-gov-west-1.amazonaws.com", "us-gov-west-1"),
        ("runtime.sagemaker.cn-north-1.amazonaws.com.cn", "cn-north-1"),
        ("vpce-0a1b.runtime.sagemaker.us-east-1.vpce.amazonaws.com", "us-east-1"),
    ],
)
def test_sagemaker_is_signed_for_its_own_region(host, region):
    url = f"https://{host}/endpoints/e/invocations"
    assert not list(signing_problems(url, region))
    (other,) = signing_problems(url, "ap-south-1")
    assert (other.field, other.remedy) == ("model.endpoint.key.region", f"give `region: {region}`")
    (unsigned,) = signing_problems(url, None)
    assert unsigned.field == "model.endpoint.key"
    assert f"region: {region}" in unsigned.remedy


@pytest.mark.parametrize(
    "host", ["bedrock-runtime.eu-west-1.amazonaws.com", "x.execute-api.eu-west-1.amazonaws.com"]
)
def test_other_services_are_sent_keys_and_no_signature(host):
    assert not list(signing_problems(f"https://{host}/v1", None))
    (problem,) = signing_problems(f"https://{host}/v1", "eu-west-1")
    assert "another service" in problem.reason


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8080", "llm.example", "runtime.sagemaker.eu-west-1.amazonaws.com.example"]
)
@pytest.mark.parametrize("region", [None, "eu-west-1"])
def test_of_other_addresses_nothing_is_known(host, region):
    assert not list(signing_problems(f"https://{host}/v1", region))


def test_a_document_is_told_before_anything_is_asked():
    given = {"url": RUNTIME, "labels": ["no", "yes"]}
    with pytest.raises(Refused, match="signed requests alone"):
        describe(ModelSpec(**given, endpoint={"form": "sagemaker", "key": "AWS_KEY"}))
    signed = {"name": "AWS_KEY", "region": "eu-west-1"}
    assert describe(ModelSpec(**given, endpoint={"form": "sagemaker", "key": signed})).key.region
    # Of a recording nothing is sent, and so nothing signed.
    describe(ModelSpec(**given, endpoint={"form": "sagemaker", "recorded": "talks.jsonl.gz"}))
