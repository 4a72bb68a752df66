"""Requests that leave the service: to addresses that were checked, and to nothing else.

A name is resolved once; every address it has must be public; the connection goes to the very
address that was checked. So a name that points elsewhere a moment later gains nothing.
"""

import json
import threading
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from service.addresses import (
    AddressRefused,
    Checked,
    Resolve,
    check,
    is_public,
    resolve,
)
from service.signatures import signature

__all__ = ["AddressRefused", "Answered", "Checked", "check", "is_public", "post", "resolve",
           "signature"]  # fmt: skip

TIMEOUT_SECONDS = 5.0  # for each wait
WHOLE_SECONDS = 20.0  # for the whole answer: one that drips is cut off


@dataclass(frozen=True, slots=True)
class Answered:
    """How a request went. error: None when it was taken (2xx)."""

    status: int | None
    error: str | None
    seconds: float


def post(
    url: str,
    body: Mapping[str, Any],
    *,
    secret: str,
    event: str,
    delivery_id: str,
    allowed: Collection[str] = (),
    look_up: Resolve = resolve,
    transport: httpx.BaseTransport | None = None,
) -> Answered:
    """Send a signed event; never raises for what the other side does, or for an odd address."""
    began = time.monotonic()

    def answered(status: int | None, error: str | None) -> Answered:
        return Answered(status, error, round(time.monotonic() - began, 3))

    try:
        destination = check(url, allowed=allowed, look_up=look_up)
    except AddressRefused as error:
        return answered(None, str(error))
    content = json.dumps(dict(body), ensure_ascii=False, allow_nan=False).encode()
    try:
        target = httpx.URL(url).copy_with(host=destination.address)
    except httpx.InvalidURL as error:
        return answered(None, f"not an address: {error}"[:300])
    host = f"[{destination.host}]" if ":" in destination.host else destination.host
    request = httpx.Request(
        "POST",
        target,
        content=content,
        headers={
            "Host": host if destination.port in (80, 443) else f"{host}:{destination.port}",
            "Content-Type": "application/json",
            "User-Agent": "Evenhand",
            "Evenhand-Event": event,
            "Evenhand-Delivery": delivery_id,
            "Evenhand-Signature": signature(secret, int(time.time()), content),
        },
        # The certificate must be that of the name, though the connection goes to the address.
        extensions={
            "sni_hostname": destination.host,
            "timeout": httpx.Timeout(TIMEOUT_SECONDS).as_dict(),
        },
    )
    try:
        with httpx.Client(transport=transport, trust_env=False) as client, _cut_off(client):
            answer = client.send(request, stream=True, follow_redirects=False)
            answer.close()  # what it says is of no interest
    except (httpx.HTTPError, httpx.InvalidURL, OSError, RuntimeError, ValueError) as error:
        return answered(None, f"{type(error).__name__}: {error}"[:300])
    if not answer.is_success:
        return answered(answer.status_code, f"answered {answer.status_code}")
    return answered(answer.status_code, None)


@contextmanager
def _cut_off(client: httpx.Client) -> Iterator[None]:
    """The client's connection is closed when its time is up; whoever reads from it learns so."""
    timer = threading.Timer(WHOLE_SECONDS, client.close)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
