"""Signatures over a report's canonical part: Ed25519 (RFC 8032), checked offline.

A signature says which service issued the report and that nobody changed a number since. It does
not say that the numbers are right.
"""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from audits.report.json import canonical_bytes, canonical_sha256

ALGORITHM = "ed25519"


@dataclass(frozen=True, slots=True)
class Check:
    """What can be said of a report offline.

    intact: the canonical part has the fingerprint the report states.
    signed: None without a signature, else whether it holds.
    key: fingerprint of the public key, as 64 hexadecimal digits; None without a signature.
    """

    intact: bool
    signed: bool | None
    key: str | None


def signing_key(path: Path) -> bytes:
    """The 32 bytes of the service's key; made at the first call, readable by its owner alone."""
    if path.exists():
        return path.read_bytes()
    path.parent.mkdir(parents=True, exist_ok=True)
    made = Ed25519PrivateKey.generate().private_bytes_raw()
    # A file of its own, 0600, for each that starts at once; one of them gets the name.
    with NamedTemporaryFile(dir=path.parent, prefix=f"{path.name}-", delete=False) as file:
        file.write(made)
    aside = Path(file.name)
    try:
        path.hardlink_to(aside)
    except FileExistsError:
        made = path.read_bytes()
    finally:
        aside.unlink(missing_ok=True)
    return made


def signer(key: bytes) -> dict[str, str]:
    """Who will sign, for the page: algorithm, and the fingerprint that `evenhand verify` prints."""
    public = Ed25519PrivateKey.from_private_bytes(key).public_key().public_bytes_raw()
    return {"algorithm": ALGORITHM, "key": hashlib.sha256(public).hexdigest()}


def sign(report: Mapping[str, Any], key: bytes) -> dict[str, str]:
    """The report's `signature`: algorithm, public key and value, both base64."""
    private = Ed25519PrivateKey.from_private_bytes(key)
    return {
        "algorithm": ALGORITHM,
        "public_key": base64.b64encode(private.public_key().public_bytes_raw()).decode(),
        "value": base64.b64encode(private.sign(canonical_bytes(report))).decode(),
    }


def check(report: Mapping[str, Any]) -> Check:
    """Whether the canonical part is what it says, and who signed it.

    Raises `KeyError` where the report lacks a canonical field.
    """
    intact = canonical_sha256(report) == report.get("canonical_sha256")
    signature = report.get("signature")
    if signature is None:
        return Check(intact, None, None)
    try:
        public = base64.b64decode(signature["public_key"], validate=True)
        value = base64.b64decode(signature["value"], validate=True)
        if signature["algorithm"] != ALGORITHM:
            return Check(intact, False, None)
        Ed25519PublicKey.from_public_bytes(public).verify(value, canonical_bytes(report))
    except (InvalidSignature, KeyError, TypeError, ValueError):
        return Check(intact, False, None)
    return Check(intact, True, hashlib.sha256(public).hexdigest())
