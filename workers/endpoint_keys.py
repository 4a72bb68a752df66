"""The key of an endpoint: sent in a header, and kept out of everything that comes back.

Only the process that owns the connection has it. Servers repeat keys in their error texts, so what
an endpoint says is searched for the key, in the spellings that texts have, before anybody reads it.
"""

import base64
import json
import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from audits.errors import Refused
from audits.specification.endpoint import Descriptor, Key
from service.addresses import Place, place_of
from service.endpoint_keys import VARIABLE, key_for
from service.setting_refused import SettingRefused
from workers.aws_signature import Credentials, signed_headers
from workers.endings import AuditFailed

LOG = logging.getLogger(__name__)

HIDDEN = "[key]"
# A shorter text would be hidden where it is an ordinary word.
LEAST_CHARACTERS = 8
# What of a request to AWS is signed beside its time, and for which of its services.
_SIGNED, _SERVICE = ("Host", "Content-Type"), "sagemaker"


@dataclass(frozen=True)
class EndpointKey:
    """A secret with the header it is sent in. Its `repr` does not show it."""

    key: Key
    secret: str = field(repr=False)

    def headers(self, url: str, sent: Mapping[str, str], content: bytes) -> list[tuple[str, str]]:
        """Names and values: the key, or a signature by it, which is of this request alone.

        url: that is asked. sent: the other headers. content: of the body.
        """
        if self.key.region is None:
            return [self.header]
        signed = {name: sent[name] for name in _SIGNED}
        added = signed_headers(
            Credentials.of(self.secret), url, signed, content, region=self.key.region,
            service=_SERVICE, now=datetime.now(UTC),
        )  # fmt: skip
        return list(added.items())

    @property
    def header(self) -> tuple[str, str]:
        """Name and value of a key that is sent."""
        value = f"{self.key.scheme} {self.secret}" if self._has_scheme else self.secret
        return self.key.header, value

    @property
    def _has_scheme(self) -> bool:
        return self.key.header.lower() == "authorization" and bool(self.key.scheme)

    def hide(self, text: str) -> str:
        """The text without the key, plain or spelled as JSON, addresses and base64 do.

        text: what an endpoint says.
        """
        for spelling in self._spellings:
            text = text.replace(spelling, HIDDEN)
        return text

    @cached_property
    def _spellings(self) -> tuple[str, ...]:
        several = [self.secret]
        if self.key.region is not None:
            several += [each for each in self.secret.split(":") if len(each) >= LEAST_CHARACTERS]
        spellings = {spelling for plain in several for spelling in _spelled(plain)}
        return tuple(sorted(spellings, key=len, reverse=True))


def _spelled(plain: str) -> set[str]:
    escaped = json.dumps(plain)[1:-1]
    spellings = {plain, escaped, escaped.replace("/", "\\/"), quote(plain), quote(plain, "")}
    # What stands before it shifts base64 by one of three places; the ends may differ.
    for lead in ("", "x", "xx"):
        encoded = base64.b64encode((lead + plain).encode()).decode().rstrip("=")
        spellings.add(encoded[4 if lead else 0 : -1])
    return spellings


def opened_key(key: Key, secret: str | None, goal: Place, *, whose: str) -> EndpointKey:
    """The key, ready to be sent there, or `Refused`; no refusal repeats it.

    key: as the document names it. goal: where it goes. secret: what the name stands for, None where
    it stands for nothing. whose: what holds such names, for the remedy.
    """
    field_name = "model.endpoint.key"
    secret = None if secret is None else secret.strip()
    if not secret:
        raise Refused.because(
            field_name, f"{key.name} holds no key", f"put it into {whose}", "no_key"
        )
    if (
        len(secret) < LEAST_CHARACTERS
        or not (secret.isascii() and secret.isprintable())
        or (" " in secret)
    ):
        raise Refused.because(
            field_name, f"what {key.name} holds is no key: {LEAST_CHARACTERS} characters or more, "
            "without blanks or line breaks", f"mend {whose}", "no_key",
        )  # fmt: skip
    if key.region is not None and not _is_credentials(secret):
        raise Refused.because(
            field_name, f"what {key.name} holds signs no request for AWS",
            f"put `ACCESS_KEY_ID:SECRET_ACCESS_KEY` into {whose}, and `:SESSION_TOKEN` behind it "
            "for a role", "no_key",
        )  # fmt: skip
    if goal.scheme != "https" and not _is_own_machine(goal.host):
        raise Refused.because(
            "model.url", f"a key would be sent to {goal.host} in plain text",
            "give an https address, or leave `key` out", "key_in_plain_text",
        )  # fmt: skip
    return EndpointKey(key, secret)


def kept_key(
    endpoint: Descriptor | None, file: Path | None, organisation: Collection[str]
) -> EndpointKey | None:
    """The key that an operator's file keeps for this endpoint; None where it names none.

    organisation: whose audit it is, its id and its name. Raises `Refused`, and `AuditFailed` where
    the file cannot be used.
    """
    if endpoint is None or endpoint.key is None:
        return None
    goal = place_of(endpoint.url)
    try:
        secret = key_for(file, endpoint.key.name, goal, organisation)
    except SettingRefused as refused:  # the operator's to mend, and to read
        LOG.error("keys of endpoints: %s", refused)
        raise AuditFailed("no_key", "the service's keys of endpoints cannot be read") from None
    return opened_key(endpoint.key, secret, goal, whose=f"the file of {VARIABLE}")


def _is_credentials(secret: str) -> bool:
    try:
        Credentials.of(secret)
    except ValueError:
        return False
    return True


def _is_own_machine(host: str) -> bool:
    return host in ("localhost", "127.0.0.1", "::1")
