"""DSSE envelopes, version 1: a payload, its type, and an Ed25519 signature over both.

Source: https://github.com/secure-systems-lab/dsse (protocol.md, envelope.md).
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from audits.report import ed25519
from audits.report.strict import loads

IN_TOTO = "application/vnd.in-toto+json"
TRAIL_HEAD = "application/vnd.evenhand.trail-head+json"


class NotSealed(ValueError):
    """The envelope is malformed, or its signature is not that of the key."""


def seal(statement: Mapping[str, Any], key: bytes, kind: str = IN_TOTO) -> dict[str, Any]:
    """The statement in an envelope; `key`: the 32 private bytes."""
    payload = json.dumps(statement, ensure_ascii=False, allow_nan=False).encode()
    fingerprint = hashlib.sha256(ed25519.public_of(key)).hexdigest()
    return {
        "payloadType": kind,
        "payload": base64.b64encode(payload).decode(),
        "signatures": [
            {
                "keyid": fingerprint,
                "sig": base64.b64encode(ed25519.signed(key, encoded(payload, kind))).decode(),
            }
        ],
    }


def unseal(envelope: Any, public: bytes, kind: str = IN_TOTO) -> dict[str, Any]:
    """The statement, if this key and nobody else signed it; else NotSealed.

    Members beyond those of the specification are refused: nothing stands beside what is signed.
    """
    if not isinstance(envelope, Mapping) or set(envelope) != {
        "payloadType",
        "payload",
        "signatures",
    }:
        raise NotSealed("this is no DSSE envelope")
    signatures = envelope["signatures"]
    if not isinstance(signatures, list) or len(signatures) != 1:
        raise NotSealed("the envelope has not exactly one signature")
    (signature,) = signatures
    if not isinstance(signature, Mapping) or set(signature) != {"keyid", "sig"}:
        raise NotSealed("the signature has other members than keyid and sig")
    if signature["keyid"] != hashlib.sha256(public).hexdigest():
        raise NotSealed("the envelope names another key")
    if envelope["payloadType"] != kind:
        raise NotSealed("the payload is of another kind")
    payload = decoded(envelope["payload"])
    try:
        if not ed25519.holds(public, encoded(payload, kind), decoded(signature["sig"])):
            raise NotSealed("the signature does not hold")
        statement = loads(payload)
    except ValueError as error:
        raise NotSealed("the signature does not hold") from error
    if not isinstance(statement, dict):
        raise NotSealed("the payload is no statement")
    return statement


def encoded(payload: bytes, kind: str = IN_TOTO) -> bytes:
    """What is signed: DSSE's pre-authentication encoding of type and payload."""
    name = kind.encode()
    return b"DSSEv1 %d %b %d %b" % (len(name), name, len(payload), payload)


def decoded(text: Any) -> bytes:
    """Base64 in its one standard spelling; NotSealed otherwise."""
    try:
        payload = base64.b64decode(text, validate=True)
    except (binascii.Error, TypeError, ValueError) as error:
        raise NotSealed("this is not base64") from error
    if base64.b64encode(payload).decode() != text:
        raise NotSealed("the base64 has bits to spare")
    return payload
