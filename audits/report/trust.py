"""Keys whose signatures a reader believes: a JSON Web Key Set (RFC 7517; RFC 8037 for Ed25519).

A service shows its own at `/.well-known/evenhand-keys`. Each has `kid` (the fingerprint that
reports name) and `status`: `current`, `former` (replaced; what it signed stays good) or `revoked`
(nothing it signed is believed).
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from audits.errors import Refused
from audits.report.signing import fingerprint_of
from audits.report.strict import loads

CURRENT, FORMER, REVOKED = "current", "former", "revoked"


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """A public key and how far it is believed. since, until: RFC 3339, None where not known."""

    public: bytes
    status: str = CURRENT
    since: str | None = None
    until: str | None = None

    @property
    def fingerprint(self) -> str:
        """How reports name the key."""
        return fingerprint_of(self.public)


def key_set(keys: Iterable[TrustedKey]) -> dict[str, Any]:
    """The keys as a JSON Web Key Set."""
    return {
        "keys": [
            {
                "kty": "OKP",
                "crv": "Ed25519",
                "alg": "EdDSA",
                "use": "sig",
                "kid": key.fingerprint,
                "x": urlsafe_b64encode(key.public).decode().rstrip("="),
                "status": key.status,
                "since": key.since,
                "until": key.until,
            }
            for key in keys
        ]
    }


def read_keys(text: str | bytes) -> dict[str, TrustedKey]:
    """The Ed25519 keys of a key set, by fingerprint; `Refused` for what is no key set."""
    try:
        listed = loads(text)
        keys = [_key(entry) for entry in listed["keys"] if entry.get("crv") == "Ed25519"]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refused.because(
            "--keys", "this is no set of keys",
            "give the file that a service shows at /.well-known/evenhand-keys", "unreadable",
        ) from error  # fmt: skip
    return {key.fingerprint: key for key in keys}


def _key(entry: Mapping[str, Any]) -> TrustedKey:
    x = str(entry["x"])
    public = urlsafe_b64decode(x + "=" * (-len(x) % 4))
    status = str(entry.get("status", CURRENT))
    if len(public) != 32 or status not in (CURRENT, FORMER, REVOKED):
        raise ValueError("this is no Ed25519 key")
    key = TrustedKey(public, status, entry.get("since"), entry.get("until"))
    if entry.get("kid", key.fingerprint) != key.fingerprint:
        raise ValueError("the key is named by another's fingerprint")
    return key
