"""Requests that leave the service: to addresses that were checked, and to nothing else.

A name is resolved once; every address it has must be public; the connection goes to the very
address that was checked. So a name that points elsewhere a moment later gains nothing.
"""

import hashlib
import hmac
import ipaddress
import json
import socket
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx

TIMEOUT_SECONDS = 5.0
Resolve = Callable[[str, int], Collection[str]]


class AddressRefused(Exception):
    """The address may not be spoken to; the message says why."""

    code = "address_refused"


@dataclass(frozen=True, slots=True)
class Checked:
    """A URL and the one address that its host may be reached at."""

    url: str
    host: str
    port: int
    address: str


@dataclass(frozen=True, slots=True)
class Answered:
    """How a request went. error: None when it was taken (2xx)."""

    status: int | None
    error: str | None
    seconds: float


def resolve(host: str, port: int) -> Collection[str]:
    """Every address of the host."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(place[0]) for *_, place in found]


def check(url: str, *, allowed: Collection[str] = (), look_up: Resolve = resolve) -> Checked:
    """The URL with its address, or `AddressRefused`.

    allowed: hosts that an operator trusts although they are private or speak plain http.
    """
    parts = urlsplit(url)
    try:
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise AddressRefused(f"not an address: {error}") from error
    if host is None or parts.username is not None or parts.password is not None:
        raise AddressRefused("give https://host/path, without a user name")
    if parts.scheme != "https" and not (parts.scheme == "http" and host in allowed):
        raise AddressRefused("only https is spoken")
    port = port or (443 if parts.scheme == "https" else 80)
    try:
        addresses = look_up(host, port)
    except OSError as error:
        raise AddressRefused(f"{host} cannot be resolved: {error}") from error
    if not addresses:
        raise AddressRefused(f"{host} has no address")
    if host not in allowed:
        for address in addresses:
            if not is_public(address):
                raise AddressRefused(f"{host} is at {address}, which is not public")
    return Checked(url, host, port, sorted(addresses)[0])


def is_public(address: str) -> bool:
    """Whether the address belongs to the open internet, however it is written."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour
        if found.teredo is not None:
            inner = found.teredo[1]
        if found in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return found.is_global and not found.is_multicast


def signature(secret: str, sent_at: int, body: bytes) -> str:
    """`t=<seconds>,v1=<hex>`: HMAC-SHA256 over `<seconds>.<body>`."""
    signed = hmac.new(secret.encode(), f"{sent_at}.".encode() + body, hashlib.sha256)
    return f"t={sent_at},v1={signed.hexdigest()}"


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
    """Send a signed event; never raises for what the other side does."""
    began = time.monotonic()

    def answered(status: int | None, error: str | None) -> Answered:
        return Answered(status, error, round(time.monotonic() - began, 3))

    try:
        place = check(url, allowed=allowed, look_up=look_up)
    except AddressRefused as error:
        return answered(None, str(error))
    content = json.dumps(dict(body), ensure_ascii=False, allow_nan=False).encode()
    target = httpx.URL(url).copy_with(host=place.address)
    host = f"[{place.host}]" if ":" in place.host else place.host
    request = httpx.Request(
        "POST",
        target,
        content=content,
        headers={
            "Host": host if place.port in (80, 443) else f"{host}:{place.port}",
            "Content-Type": "application/json",
            "User-Agent": "Evenhand",
            "Evenhand-Event": event,
            "Evenhand-Delivery": delivery_id,
            "Evenhand-Signature": signature(secret, int(time.time()), content),
        },
        # The certificate must be that of the name, though the connection goes to the address.
        extensions={
            "sni_hostname": place.host,
            "timeout": httpx.Timeout(TIMEOUT_SECONDS).as_dict(),
        },
    )
    try:
        with httpx.Client(transport=transport, trust_env=False) as client:
            answer = client.send(request, stream=True, follow_redirects=False)
            answer.close()  # what it says is of no interest
    except httpx.HTTPError as error:
        return answered(None, f"{type(error).__name__}: {error}"[:300])
    if not answer.is_success:
        return answered(answer.status_code, f"answered {answer.status_code}")
    return answered(answer.status_code, None)
