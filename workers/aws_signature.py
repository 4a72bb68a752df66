"""Requests signed for Amazon Web Services: Signature Version 4, by the standard library's HMAC.

Of the rules that AWS publishes ("Create a signed AWS API request") those that a POST to a SageMaker
endpoint needs: its path is signed as it is sent and is not normalised first, and headers are signed
that say what is sent and where to. The secret itself never leaves: what is sent proves it.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import parse_qsl, quote, urlsplit

ALGORITHM = "AWS4-HMAC-SHA256"
_UNRESERVED = "-_.~"


@dataclass(frozen=True)
class Credentials:
    """Of an account or a role; a role's come with the token of its session."""

    access_key: str
    secret: str = field(repr=False)
    token: str = field(default="", repr=False)

    @classmethod
    def of(cls, written: str) -> "Credentials":
        """Of `ACCESS_KEY:SECRET` or `ACCESS_KEY:SECRET:TOKEN`; `ValueError` for anything else."""
        pieces = written.split(":")
        if len(pieces) not in (2, 3) or not all(pieces):
            raise ValueError("no access key with its secret")
        return cls(*pieces)


def signed_headers(
    credentials: Credentials,
    url: str,
    headers: Mapping[str, str],
    content: bytes,
    *,
    method: str = "POST",
    region: str,
    service: str,
    now: datetime,
) -> dict[str, str]:
    """What is sent beside the headers: when it was signed, the session's token, the signature.

    url: as it is asked. headers: that are signed with it, `Host` among them. content: of the body.
    method, region, service: what is asked, where, and of which service. now: in UTC.
    """
    moment = now.strftime("%Y%m%dT%H%M%SZ")
    added = {"X-Amz-Date": moment}
    if credentials.token:
        added["X-Amz-Security-Token"] = credentials.token
    signed = {name.lower(): " ".join(value.split()) for name, value in {**headers, **added}.items()}
    names = ";".join(sorted(signed))
    parts = urlsplit(url)
    request = "\n".join(
        (
            method,
            quote(parts.path or "/", safe=f"/{_UNRESERVED}"),
            _query(parts.query),
            *(f"{name}:{signed[name]}" for name in sorted(signed)),
            "",
            names,
            hashlib.sha256(content).hexdigest(),
        )
    )
    scope = f"{moment[:8]}/{region}/{service}/aws4_request"
    digest = hashlib.sha256(request.encode()).hexdigest()
    key = f"AWS4{credentials.secret}".encode()
    for step in (moment[:8], region, service, "aws4_request"):
        key = hmac.digest(key, step.encode(), "sha256")
    text = "\n".join((ALGORITHM, moment, scope, digest))
    signature = hmac.digest(key, text.encode(), "sha256").hex()
    proof = f"{ALGORITHM} Credential={credentials.access_key}/{scope}, "
    return {**added, "Authorization": f"{proof}SignedHeaders={names}, Signature={signature}"}


def _query(query: str) -> str:
    """Sorted by name and value, each spelled as AWS does."""
    pairs = [
        (quote(name, safe=_UNRESERVED), quote(value, safe=_UNRESERVED))
        for name, value in parse_qsl(query, keep_blank_values=True)
    ]
    return "&".join(f"{name}={value}" for name, value in sorted(pairs))
