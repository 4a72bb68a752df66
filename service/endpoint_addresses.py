"""A document's endpoint is checked when it is handed in, and again each time it is asked."""

from collections.abc import Collection, Mapping

from audits.errors import Refused
from service.addresses import AddressRefused, NotResolved, Resolve, check, place_of, resolve

_REMEDY = (
    "give a public https address; private hosts the operator lists in EVENHAND_ENDPOINT_HOSTS, as "
    "host:port"
)


def check_endpoint(
    document: object, *, allowed: Collection[str], look_up: Resolve = resolve
) -> None:
    """`Refused` for an address that no worker would speak to. Outside any transaction: it waits.

    document: as parsed from JSON or YAML. A name that cannot be resolved here is let through: the
    workers' network may know it.
    """
    model = document.get("model") if isinstance(document, Mapping) else None
    url = model.get("url") if isinstance(model, Mapping) else None
    if not isinstance(url, str):
        return
    try:
        check(url, allowed=allowed, look_up=look_up)
    except NotResolved:
        return
    except AddressRefused as error:
        raise Refused.because("model.url", str(error), _REMEDY, error.code) from error


def host_of(url: str) -> str:
    """The host that the address names, or `Refused`."""
    try:
        return place_of(url).host
    except AddressRefused as error:
        raise Refused.because("model.url", str(error), _REMEDY, error.code) from error
