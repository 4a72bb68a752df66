"""Signatures of reports: Ed25519 (RFC 8032), checked offline.

There are two, by one key. `value` is over the canonical part, which is byte-equal for equal inputs,
and so is `value`. `envelope` is an in-toto statement over all of the report: gate, warnings,
exhibits, who and when, too. Releases before it had `value` alone.

A signature says which service issued the report and that nobody changed a word since. It does
not say that the numbers are right.
"""

import base64
import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from audits.report import ed25519
from audits.report.dsse import NotSealed, decoded, seal, unseal
from audits.report.json import canonical_bytes, canonical_sha256
from audits.report.statement import (
    REPORT,
    TEST_RESULT,
    of_report,
    report_sha256,
    subject_sha256,
)

ALGORITHM = "ed25519"
_EARLIER = {"algorithm", "public_key", "value"}


@dataclass(frozen=True, slots=True)
class Check:
    """What can be said of a report offline.

    intact: the canonical part has the fingerprint the report states.
    signed: None without a signature, else whether it holds.
    key: fingerprint of the public key, as 64 hexadecimal digits; None without a signature.
    whole: the signature is over all of the report; else over its canonical part alone.
    """

    intact: bool
    signed: bool | None
    key: str | None
    whole: bool = False


def signing_key(path: Path) -> bytes:
    """The 32 bytes of the service's key; made at the first call, readable by its owner alone."""
    if path.exists():
        return path.read_bytes()
    path.parent.mkdir(parents=True, exist_ok=True)
    made = ed25519.new_private()
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


def new_signing_key(path: Path) -> bytes:
    """Put a new key in the place of the one there; nothing is ever signed with the old one again.

    Whoever reads meanwhile gets the one or the other, whole.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    made = ed25519.new_private()
    with NamedTemporaryFile(dir=path.parent, prefix=f"{path.name}-", delete=False) as file:
        file.write(made)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)
    return made


def public_key(key: bytes) -> bytes:
    """The 32 public bytes of a private key."""
    return ed25519.public_of(key)


def fingerprint_of(public: bytes) -> str:
    """SHA-256 of a public key's 32 bytes, as 64 hexadecimal digits: how keys are named."""
    return hashlib.sha256(public).hexdigest()


def signer(key: bytes) -> dict[str, str]:
    """Who will sign, for the page: algorithm, and the fingerprint that `evenhand verify` prints."""
    return {"algorithm": ALGORITHM, "key": fingerprint_of(public_key(key))}


def sign(report: Mapping[str, Any], key: bytes) -> dict[str, Any]:
    """The report's `signature`: algorithm, public key, value (base64) and envelope (DSSE)."""
    canonical = canonical_bytes(report)
    digest = report_sha256(report, hashlib.sha256(canonical).hexdigest())
    return {
        "algorithm": ALGORITHM,
        "public_key": base64.b64encode(public_key(key)).decode(),
        "value": base64.b64encode(ed25519.signed(key, canonical)).decode(),
        "envelope": seal(of_report(report, digest), key),
    }


def check(report: Mapping[str, Any]) -> Check:
    """Whether the report is what it says, and who signed it. Whom to trust, the reader decides.

    Raises `KeyError` where the report lacks a canonical field, `ValueError` where it holds what
    no report can (numbers beyond JSON's).
    """
    intact = canonical_sha256(report) == report.get("canonical_sha256")
    signature = report.get("signature")
    if signature is None:
        return Check(intact, None, None)
    try:
        public = _checked(report, signature)
        whole = "envelope" in signature
        if whole:
            _check_whole(report, unseal(signature["envelope"], public))
    except (NotSealed, KeyError, TypeError, ValueError):
        return Check(intact, False, None)
    return Check(intact, True, fingerprint_of(public), whole)


def _checked(report: Mapping[str, Any], signature: Any) -> bytes:
    """The public key whose signature over the canonical part holds."""
    if set(signature) - {"envelope"} != _EARLIER or signature["algorithm"] != ALGORITHM:
        raise NotSealed("the signature is none of ours")
    public = decoded(signature["public_key"])
    if not ed25519.holds(public, canonical_bytes(report), decoded(signature["value"])):
        raise NotSealed("the signature does not hold")
    return public


def _check_whole(report: Mapping[str, Any], statement: Mapping[str, Any]) -> None:
    if statement.get("predicateType") != TEST_RESULT:
        raise NotSealed("the statement is not about a report")
    if subject_sha256(statement, REPORT) != report_sha256(report):
        raise NotSealed("the statement is about another report")
