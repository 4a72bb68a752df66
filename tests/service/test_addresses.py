"""Which addresses the service may speak to."""

import pytest

from service.addresses import AddressRefused, check, is_public
from tests.local_hosts import LOCAL

# An address is looked up, if only to be told that it is one.
pytestmark = pytest.mark.allow_hosts(LOCAL)


def at(*addresses: str):  # type: ignore[no-untyped-def]
    return lambda host, port: addresses


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True), ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("127.0.0.1", False), ("10.1.2.3", False), ("169.254.169.254", False), ("::1", False),
        ("fe80::1%eth0", False), ("::ffff:10.0.0.1", False), ("::ffff:93.184.216.34", True),
        ("64:ff9b::7f00:1", False), ("64:ff9b::5db8:d822", True), ("2002:0a00:0001::", False),
        ("224.0.0.1", False), ("0.0.0.0", False), ("2600::5efe:7f00:1", False),
        ("2600::200:5efe:a9fe:a9fe", False), ("2600::5efe:5db8:d822", True),
    ],
)  # fmt: skip
def test_an_address_is_public_however_it_is_written(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_one_private_address_of_a_host_is_enough_to_refuse_it() -> None:
    with pytest.raises(AddressRefused, match=r"is at 10\.0\.0\.1, which is not public"):
        check("https://a.org/x", look_up=at("93.184.216.34", "10.0.0.1"))


def test_the_address_that_was_checked_is_the_one_to_speak_to() -> None:
    found = check("https://a.org/x", look_up=at("93.184.216.34"))
    assert (found.host, found.port, found.address) == ("a.org", 443, "93.184.216.34")
    trusted = check("http://intern:8080/", allowed=["intern:8080"], look_up=at("10.0.0.1"))
    assert (trusted.port, trusted.address) == (8080, "10.0.0.1")


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://a.org/", "only https"), ("ftp://a.org/", "only https"),
        ("https://ada:pw@a.org/", "without a user name"), ("https:///x", "give https"),
        ("https://a.org:99999/", "not an address"),
    ],
)  # fmt: skip
def test_other_ways_to_write_it_are_refused_with_the_reason(url: str, why: str) -> None:
    with pytest.raises(AddressRefused, match=why):
        check(url, look_up=at("93.184.216.34"))


def test_a_name_without_an_address_is_refused() -> None:
    def nobody(host: str, port: int) -> list[str]:
        raise OSError("no such name")

    with pytest.raises(AddressRefused, match="cannot be resolved: no such name"):
        check("https://a.org/", look_up=nobody)
    with pytest.raises(AddressRefused, match="has no address"):
        check("https://a.org/", look_up=at())
