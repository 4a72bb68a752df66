"""The signed statement, read by another tool."""

import json

import pytest
from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import VerificationError
from securesystemslib.signer import SSlibKey

from audits.errors import NotApplicable
from audits.report.exports import statement
from audits.report.signing import fingerprint_of, public_key, sign
from audits.report.statement import report_sha256


def test_another_tool_believes_the_statement(report):
    """securesystemslib, the library of TUF and in-toto, checks the envelope by itself."""
    secret = bytes(range(32))
    public = public_key(secret)
    key = SSlibKey(fingerprint_of(public), "ed25519", "ed25519", {"public": public.hex()})
    signed = {**report, "signature": sign(report, secret)}
    envelope = Envelope.from_dict(json.loads(statement.render(signed)))
    assert list(envelope.verify([key], 1)) == [fingerprint_of(public)]
    stated = json.loads(envelope.payload)
    assert stated["_type"] == "https://in-toto.io/Statement/v1"
    assert stated["subject"][0]["digest"]["sha256"] == report_sha256(report)
    envelope.payload = envelope.payload.replace(b"FAILED", b"PASSED") + b" "
    with pytest.raises(VerificationError):
        envelope.verify([key], 1)


@pytest.mark.parametrize("signature", [None, {}, {"public_key": "x", "value": "y"}])
def test_a_report_signed_without_a_statement_has_none_and_says_what_to_do(report, signature):
    with pytest.raises(NotApplicable) as refused:
        statement.render({**report, "signature": signature})
    assert refused.value.remedy == "audit again to have one"
