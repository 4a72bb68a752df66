"""Signatures of webhooks, beside hmac by hand."""

import base64
import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.signatures import (
    FRESH_SECONDS,
    is_signed,
    is_signed_by_mlflow,
    mlflow_signature,
    signature,
)

SECRETS, BODIES = st.text(max_size=20), st.binary(max_size=60)
NOW = 1_800_000_000


@given(SECRETS, BODIES)
def test_it_is_the_hmac_of_time_and_body_and_is_known_again(secret: str, body: bytes) -> None:
    header = signature(secret, NOW, body)
    digest = hmac.new(secret.encode(), b"1800000000." + body, hashlib.sha256).hexdigest()
    assert header == f"t=1800000000,v1={digest}"
    assert is_signed(header, body, secret=secret, now=NOW)
    assert not is_signed(header, body + b"x", secret=secret, now=NOW)
    assert not is_signed(header, body, secret=f"{secret}x", now=NOW)


@given(SECRETS, BODIES)
def test_mlflows_is_that_of_delivery_time_and_body(secret: str, body: bytes) -> None:
    header = mlflow_signature(secret, "d1", str(NOW), body)
    digest = hmac.new(secret.encode(), b"d1.1800000000." + body, hashlib.sha256).digest()
    assert header == f"v1,{base64.b64encode(digest).decode()}"
    fits = {"secret": secret, "now": NOW}
    assert is_signed_by_mlflow(header, "d1", str(NOW), body, **fits)  # type: ignore[arg-type]
    assert not is_signed_by_mlflow(header, "d2", str(NOW), body, **fits)  # type: ignore[arg-type]


@pytest.mark.parametrize("late", [FRESH_SECONDS + 1, -FRESH_SECONDS - 1])
def test_an_old_message_may_be_a_replay(late: int) -> None:
    header = signature("s", NOW, b"x")
    assert not is_signed(header, b"x", secret="s", now=NOW + late)


@pytest.mark.parametrize(
    "header", ["", "v1=abc", "t=,v1=a", "t=x,v1=a", "t=١,v1=a", "t=9" * 20, "é"]
)
def test_what_is_no_header_signs_nothing(header: str) -> None:
    assert not is_signed(header, b"x", secret="s", now=NOW)
