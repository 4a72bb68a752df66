"""Signatures beside those of AWS' own published suite of tests (aws-sig-v4-test-suite)."""

from datetime import UTC, datetime

import pytest

from workers.aws_signature import Credentials, signed_headers

# The suite's account, and its hour.
SUITE = Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
NOW = datetime(2015, 8, 30, 12, 36, tzinfo=UTC)
HOST = {"Host": "example.amazonaws.com"}
WHERE = {"region": "us-east-1", "service": "service", "now": NOW}
FORM = {**HOST, "Content-Type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize(
    ("method", "path", "headers", "content", "signature"),
    [
        ("GET", "/", HOST, b"",
         "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),  # get-vanilla
        ("POST", "/", HOST, b"",
         "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),  # post-vanilla
        ("GET", "/?Param2=value2&Param1=value1", HOST, b"",
         "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"),
        ("POST", "/", FORM, b"Param1=value1",  # post-x-www-form-urlencoded
         "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"),
    ],
)  # fmt: skip
def test_signatures_are_those_of_the_published_suite(method, path, headers, content, signature):
    url = f"https://example.amazonaws.com{path}"
    found = signed_headers(SUITE, url, headers, content, method=method, **WHERE)
    assert found["X-Amz-Date"] == "20150830T123600Z"
    signed = "content-type;host;x-amz-date" if "Content-Type" in headers else "host;x-amz-date"
    assert found["Authorization"] == (
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
        f"SignedHeaders={signed}, Signature={signature}"
    )


@pytest.mark.parametrize(
    ("token", "path", "signature"),
    [
        ("", "/endpoints/my-end.point/invocations",
         "f70b5050f65e31e5e28de5c9d0d7db7db646837f9b2b85d08dba7a8ec309c398"),
        ("", "/endpoints/a%20b/invocations?x=1&b=2%2F3&a=",
         "eb2ce68e6df6e3d347912988d79f973731496d1ebf654c3599569eba89e5ace3"),
        ("IQoJb3JpZ2luX2VjEJr//token+=", "/endpoints/my-end.point/invocations",
         "3c7a82d3b796c121b06bf4a160ec0c1e30107339fd27b4eceb22f348582a8e13"),
        ("IQoJb3JpZ2luX2VjEJr//token+=", "/endpoints/a%20b/invocations?x=1&b=2%2F3&a=",
         "ec04ed9e5602d3bd20a2bc42bacf8706816c38a47b479d3b34fee6d26bcc3aae"),
    ],
)  # fmt: skip
def test_they_are_those_of_botocore(token, path, signature):
    """As botocore 1.44.8 signed these requests."""
    host = "h.example" if "?" in path else "runtime.sagemaker.eu-west-1.amazonaws.com"
    found = signed_headers(
        Credentials("AKIDEXAMPLE", "secret/with+sign", token), f"https://{host}{path}",
        {"Host": host, "Content-Type": "application/json"}, b'{"a":1}', region="eu-west-1",
        service="sagemaker", now=datetime(2026, 12, 1, 22, 3, 4, tzinfo=UTC),
    )  # fmt: skip
    assert found["Authorization"].endswith(f"Signature={signature}")
    assert found.get("X-Amz-Security-Token", "") == token


def test_credentials_are_two_pieces_or_three_and_are_not_shown():
    written = "AKIDEXAMPLE:secret/with+sign:token=="
    found = Credentials.of(written)
    assert (found.access_key, found.secret, found.token) == tuple(written.split(":"))
    assert "secret" not in repr(found).partition("AKIDEXAMPLE")[2]
    for wrong in ("AKIDEXAMPLE", ":secret", "a:b:c:d", "a::c"):
        with pytest.raises(ValueError, match="no access key"):
            Credentials.of(wrong)
