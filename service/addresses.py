"""Which addresses the service may speak to.

A name is resolved once; every address it has must be public; the connection goes to the very
address that was checked. So a name that points elsewhere a moment later gains nothing.
"""

import ipaddress
import re
import socket
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from service.failure import Failure

Resolve = Callable[[str, int], Collection[str]]

MOST_CHARACTERS = 2_000
RESOLVE_SECONDS = 3.0
PORTS = {"https": 443, "http": 80}
ANY_PORT = "*"

# What is not the open internet, by IANA's registries of special-purpose addresses (RFC 6890 and
# later), spelled out: `is_global` of Python 3.11 knows an older state of them. Of IPv6 only
# 2000::/3 has been given out; what lies outside is a machine's, a site's or nobody's.
# 168.63.129.16 is where one cloud answers its machines' questions about themselves; the others'
# lie in these ranges.
_NOT_PUBLIC = tuple(
    map(
        ipaddress.ip_network,
        (
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32",
            "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4",
            "240.0.0.0/4", "2001::/23", "2001:db8::/32", "3fff::/20",
        ),
    )
)  # fmt: skip
_IN_BRACKETS = re.compile(r"\[[0-9A-Fa-f:.]+\](:[0-9]+)?")
_GIVEN_OUT = ipaddress.ip_network("2000::/3")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
# The middle of an address that a machine with an ISATAP interface takes for an IPv4 one (RFC 5214).
_ISATAP = (0x00005EFE, 0x02005EFE)


class AddressRefused(Failure):
    """The address may not be spoken to; the message says why."""

    code = "address_refused"


class NotResolved(AddressRefused):
    """The name has no address, as far as this machine can tell."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a URL leads: scheme, host in lower case, port."""

    scheme: str
    host: str
    port: int

    def is_among(self, allowed: Collection[str]) -> bool:
        """Whether an operator listed it; an entry without a port means the scheme's own."""
        return any(
            self.host == host and (port == ANY_PORT or str(self.port) == (port or str(own)))
            for host, port in map(allowed_place, allowed)
            for own in (PORTS[self.scheme],)
        )


@dataclass(frozen=True, slots=True)
class Checked:
    """A URL and the one address that its host may be reached at."""

    url: str
    host: str
    port: int
    address: str


def allowed_place(entry: str) -> tuple[str, str]:
    """Host and port of `host`, `host:8443`, `host:*`, `[::1]:80`; ValueError for anything else."""
    host, _, port = entry.rpartition(":")
    if not host or entry.endswith("]") or (":" in host and not host.startswith("[")):
        host, port = entry, ""
    host = host.removeprefix("[").removesuffix("]").lower()
    is_port = port in ("", ANY_PORT) or (
        port.isascii() and port.isdigit() and 0 < int(port) < 65_536
    )
    if not host or any(c.isspace() or c in "/@?#[]" for c in host) or not is_port:
        raise ValueError(f"{entry!r} is no host: give host, host:8443 or host:*")
    return host, port


@cache
def _resolvers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(4, thread_name_prefix="resolve")


def resolve(host: str, port: int) -> Collection[str]:
    """Every address of the host. Raises OSError; a name server that is slow counts as none."""
    asked = _resolvers().submit(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
    try:
        entries = asked.result(RESOLVE_SECONDS)
    except TimeoutError:
        asked.cancel()
        raise OSError(f"no answer within {RESOLVE_SECONDS:g} seconds") from None
    return [str(socket_address[0]) for *_, socket_address in entries]


def place_of(url: str) -> Place:
    """Where the URL leads, or `AddressRefused`: the one way in which URLs are taken apart."""
    if len(url) > MOST_CHARACTERS:
        raise AddressRefused(f"it has more than {MOST_CHARACTERS:,} characters")
    if any(c.isspace() or not c.isprintable() or c == "\\" for c in url):
        raise AddressRefused("it holds a blank, a line break, a backslash or a control character")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise AddressRefused(f"not an address: {error}") from error
    if parts.scheme not in PORTS:
        raise AddressRefused("only https is spoken")
    if not host or "@" in parts.netloc:
        raise AddressRefused("give https://host/path, without a user name")
    if "[" in parts.netloc and not _IN_BRACKETS.fullmatch(parts.netloc):
        raise AddressRefused("brackets hold an IPv6 address and nothing else")
    if port == 0:
        raise AddressRefused("port 0 is nobody's")
    return Place(parts.scheme, host, port or PORTS[parts.scheme])


def check(url: str, *, allowed: Collection[str] = (), look_up: Resolve = resolve) -> Checked:
    """The URL with its address, or `AddressRefused`; raises nothing else, whatever the text.

    allowed: what an operator trusts although it is private or speaks plain http: `host:port`.
    """
    destination = place_of(url)
    is_allowed = destination.is_among(allowed)
    if destination.scheme != "https" and not is_allowed:
        raise AddressRefused(f"only https is spoken, and not plain http to {destination.host}")
    try:
        addresses = look_up(destination.host, destination.port)
    except (OSError, ValueError) as error:  # UnicodeError is a ValueError
        raise NotResolved(f"{destination.host} cannot be resolved: {error}") from error
    if not addresses:
        raise NotResolved(f"{destination.host} has no address")
    if not is_allowed:
        for address in addresses:
            if not is_public(address):
                raise AddressRefused(f"{destination.host} is at {address}, which is not public")
    return Checked(url, destination.host, destination.port, sorted(addresses)[0])


def is_public(address: str) -> bool:
    """Whether the address belongs to the open internet, however it is written."""
    try:
        ip_address = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip_address, ipaddress.IPv6Address):
        inner = ip_address.ipv4_mapped or ip_address.sixtofour
        if ip_address in _NAT64 or (int(ip_address) >> 32) & 0xFFFFFFFF in _ISATAP:
            inner = ipaddress.IPv4Address(int(ip_address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if ip_address not in _GIVEN_OUT:
            return False
    return ip_address.is_global and not any(ip_address in network for network in _NOT_PUBLIC)
