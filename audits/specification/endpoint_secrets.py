"""Telling the names of secrets from secrets: a document holds the former and never the latter."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

# Compiled where the first endpoint is read: most processes read none.
_NAME = r"[A-Z][A-Z0-9_]{1,63}"
# Names of parameters that hold secrets, alone or behind a prefix (`x-amz-signature`).
_PARAMETER = (
    r"(?:.*[_.-])?(?:api[_-]?key|key|token|secret|sig|signature|pass|passwd|password|pwd|auth|"
    r"authorization|credentials?|bearer|jwt)"
)
# Beginnings that providers give their keys, and tokens in three parts (RFC 7519).
_VALUE = (
    r"(?<![A-Za-z0-9])(?:sk-[A-Za-z0-9_-]{16,}|(?:hf|gsk|ehk|ghp|xai|pplx|nvapi)[_-][A-Za-z0-9_-]{16,}"
    r"|AIza[A-Za-z0-9_-]{30,}|AKIA[A-Z0-9]{16}|eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]+)"
)


def is_secret_name(text: str) -> bool:
    """Whether it can name a variable, and does not look like a key itself."""
    return re.fullmatch(_NAME, text) is not None and not holds_secret(text)


def holds_secret(text: str) -> bool:
    """Whether something in the text looks like a provider's key."""
    return re.search(_VALUE, text) is not None


def secret_in_url(url: str) -> str | None:
    """Where the address seems to hold a secret, in words that do not repeat it; None: nowhere."""
    try:
        parts = urlsplit(url)
        parameters = parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        return None  # no address at all, which is refused elsewhere
    if "@" in parts.netloc:
        return "a user name or password stands before the host"
    for name, _ in parameters:
        if re.fullmatch(_PARAMETER, name, re.IGNORECASE):
            return f"the parameter {name[:40]!r} holds a key"
    if holds_secret(url):
        return "something in it looks like a key"
    return None


def secret_in_values(value: Any) -> bool:
    """Whether a text anywhere in JSON values looks like a provider's key."""
    if isinstance(value, str):
        return holds_secret(value)
    if isinstance(value, Mapping):
        return any(secret_in_values(key) or secret_in_values(one) for key, one in value.items())
    return isinstance(value, list | tuple) and any(map(secret_in_values, value))
