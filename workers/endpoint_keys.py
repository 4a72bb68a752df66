"""The key of an endpoint: sent in a header, and kept out of everything that comes back.

Only the process that owns the connection has it. Servers repeat keys in their error texts, so what
an endpoint says is searched for the key, in the spellings that texts have, before anybody reads it.
"""

import base64
import json
import logging
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from audits.errors import Refused
from audits.specification.endpoint import Descriptor, Key
from service.addresses import Place, place_of
from service.endpoint_keys import VARIABLE, key_for
from service.setting_refused import SettingRefused
from workers.endings import AuditFailed

LOG = logging.getLogger(__name__)

HIDDEN = "[key]"
# A shorter text would be hidden where it is an ordinary word.
LEAST_CHARACTERS = 8


@dataclass(frozen=True)
class EndpointKey:
    """A secret with the header it is sent in. Its `repr` does not show it."""

    key: Key
    secret: str = field(repr=False)

    @property
    def header(self) -> tuple[str, str]:
        """Name and value."""
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
        plain = self.secret
        escaped = json.dumps(plain)[1:-1]
        spellings = {plain, escaped, escaped.replace("/", "\\/"), quote(plain), quote(plain, "")}
        # What stands before it shifts base64 by one of three places; the ends may differ.
        for lead in ("", "x", "xx"):
            encoded = base64.b64encode((lead + plain).encode()).decode().rstrip("=")
            spellings.add(encoded[4 if lead else 0 : -1])
        return tuple(sorted(spellings, key=len, reverse=True))


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


def _is_own_machine(host: str) -> bool:
    return host in ("localhost", "127.0.0.1", "::1")
