"""HMAC signatures of webhooks: ours on what goes out, ours or MLflow's on what comes in."""

import base64
import hashlib
import hmac

FRESH_SECONDS = 300  # older than this, a signed message may be a replay


def signature(secret: str, sent_at: int, body: bytes) -> str:
    """`t=<seconds>,v1=<hex>`: HMAC-SHA256 over `<seconds>.<body>`."""
    signed = hmac.new(secret.encode(), f"{sent_at}.".encode() + body, hashlib.sha256)
    return f"t={sent_at},v1={signed.hexdigest()}"


def is_signed(header: str, body: bytes, *, secret: str, now: float) -> bool:
    """Whether `Evenhand-Signature` is that of the body, made with the secret, and fresh."""
    sent = dict(pair.partition("=")[::2] for pair in header.split(","))
    if not _is_fresh(sent.get("t", ""), now):
        return False
    return _equal(header, signature(secret, int(sent["t"]), body))


def mlflow_signature(secret: str, delivery: str, sent_at: str, body: bytes) -> str:
    """`v1,<base64>`: HMAC-SHA256 over `<delivery>.<seconds>.<body>`, as MLflow 3 signs."""
    signed = hmac.new(secret.encode(), f"{delivery}.{sent_at}.".encode() + body, hashlib.sha256)
    return f"v1,{base64.b64encode(signed.digest()).decode()}"


def is_signed_by_mlflow(
    header: str, delivery: str, sent_at: str, body: bytes, *, secret: str, now: float
) -> bool:
    """Whether `X-MLflow-Signature` is that of delivery, time and body, and fresh."""
    if not _is_fresh(sent_at, now):
        return False
    return _equal(header, mlflow_signature(secret, delivery, sent_at, body))


def _is_fresh(sent_at: str, now: float) -> bool:
    is_number = sent_at.isascii() and sent_at.isdigit() and len(sent_at) < 12
    return is_number and abs(now - int(sent_at)) <= FRESH_SECONDS


def _equal(given: str, right: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), right.encode())
