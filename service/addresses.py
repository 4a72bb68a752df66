"""Which addresses the service may speak to.

A name is resolved once; every address it has must be public; the connection goes to the very
address that was checked. So a name that points elsewhere a moment later gains nothing.
"""

import ipaddress
import socket
from collections.abc import Callable, Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

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
