"""Who asks too often, or guesses, is told when to come again: 429 with the standard headers."""

import ipaddress
from collections.abc import Sequence

from flask import Flask, Response, g, request

from service.context import services
from service.errors import ServiceError, Unauthenticated
from service.limiting import Rate, Standing

# Not counted: they are asked by machines, about a service that may be under load.
UNCOUNTED = ("/healthz", "/readyz", "/metrics", "/static/")
# Failures, each counted by two names, so that neither many addresses nor many names help.
WRONG_KEYS = (Rate("wrong-key-address", 300), Rate("wrong-key-name", 300))
WRONG_PASSWORDS = (
    Rate("wrong-password-address", 50, 900),
    Rate("wrong-password-name", 100, 900),
    Rate("wrong-password-both", 10, 900),
)


class RateLimited(ServiceError):
    """More requests, or more failures, than are answered in this time."""

    status = 429
    code = "rate_limited"
    title = "Too many requests"
    hint = "Wait for the seconds that Retry-After names; the RateLimit headers say what is left."

    def __init__(self, standing: Standing, detail: str) -> None:
        wait = str(standing.reset_seconds)
        super().__init__(detail, headers={"Retry-After": wait, **_headers(standing)})


def install(app: Flask) -> None:
    """Count every request by its address; say on every answer what is left."""
    app.before_request(_count_address)

    @app.after_request
    def tell(response: Response) -> Response:
        standing: Standing | None = g.get("standing")
        if standing is not None:
            for name, value in _headers(standing).items():
                response.headers.setdefault(name, value)
        return response


def count_caller(key: str, tenant: str) -> None:
    """Count a request of this key or session, and of its tenant."""
    settings = services().settings
    _count(Rate("key", settings.key_requests), key, "This key or session")
    _count(Rate("tenant", settings.tenant_requests), tenant, "This organisation")


def wrong_key(name: str) -> ServiceError:
    """What a wrong key is answered with; `name`: which one it claims to be."""
    limiter, address = services().limiter, sender()
    for rate, who in zip(WRONG_KEYS, (address, name), strict=True):
        standing = limiter.standing(rate, who)
        if not standing.is_allowed:
            return RateLimited(standing, "Too many wrong keys came from here, or for this one.")
        limiter.note(rate, who)
    return Unauthenticated()


def guessing(name: str) -> RateLimited | None:
    """The refusal before a password is looked at, where too many for the name, or from here, were
    wrong; None where it may be looked at.

    A right one is refused too: else the refusal would tell.
    """
    for rate, who in _guesses(name):
        standing = services().limiter.standing(rate, who)
        if not standing.is_allowed:
            return RateLimited(standing, "Too many passwords were wrong.")
    return None


def wrong_password(name: str) -> None:
    """Count a wrong password for the name."""
    for rate, who in _guesses(name):
        services().limiter.note(rate, who)


def sender() -> str:
    """The sender's address; of IPv6 the network that one customer has."""
    try:
        ip_address = ipaddress.ip_address((request.remote_addr or "").partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(ip_address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((ip_address, 64), strict=False).network_address)
    return str(ip_address)


def _guesses(name: str) -> Sequence[tuple[Rate, str]]:
    address = sender()
    return tuple(zip(WRONG_PASSWORDS, (address, name, f"{address} {name}"), strict=True))


def _count_address() -> None:
    if not request.path.startswith(UNCOUNTED):
        most = services().settings.address_requests
        _count(Rate("address", most), sender(), "This address")


def _count(rate: Rate, who: str, subject: str) -> None:
    if not rate.most:
        return
    standing = services().limiter.take(rate, who)
    if not standing.is_allowed:
        raise RateLimited(standing, f"{subject} asked {rate.most:,} times within a minute.")
    nearest: Standing | None = g.get("standing")
    if nearest is None or standing.remaining <= nearest.remaining:
        g.standing = standing


def _headers(standing: Standing) -> dict[str, str]:
    rate = standing.rate
    return {
        "RateLimit-Limit": str(rate.most),
        "RateLimit-Remaining": str(standing.remaining),
        "RateLimit-Reset": str(standing.reset_seconds),
        "RateLimit-Policy": f"{rate.most};w={rate.seconds}",
    }
