"""The report as JSON: its canonical bytes, which are signed, and the file people download."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import rfc8785

SCHEMA = "evenhand.report/1"

# Byte-equal for the same inputs. Who, when and on which machine stand outside.
CANONICAL = ("schema", "plan", "model", "dataset", "probes", "measurements", "findings")
_LARGEST = 2**53 - 1


def canonical_bytes(report: Mapping[str, Any]) -> bytes:
    """The canonical part by RFC 8785 (JSON Canonicalization Scheme)."""
    serialised: bytes = rfc8785.dumps({key: report[key] for key in CANONICAL})
    return serialised


def canonical_sha256(report: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical part, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical_bytes(report)).hexdigest()


def dumps(report: Mapping[str, Any]) -> str:
    """The whole report as readable JSON; refuses NaN, which JSON has not."""
    return json.dumps(report, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def exchangeable(report: Mapping[str, Any]) -> dict[str, Any]:
    """The report with circumstances that every JSON reader understands alike.

    Its canonical part is so already, or it would have no fingerprint.
    """
    return {
        key: value if key in CANONICAL else _exchangeable(value) for key, value in report.items()
    }


def _exchangeable(value: Any) -> Any:
    """The value with whole numbers that JSON readers do not agree on as text.

    RFC 8785 follows RFC 7493 (I-JSON): beyond 2^53 - 1 a reader may round. An exhibit may show
    such a number, an identifier of a row; a measurement never is one.
    """
    if isinstance(value, Mapping):
        return {key: _exchangeable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_exchangeable(inner) for inner in value]
    if isinstance(value, int) and abs(value) > _LARGEST:
        return str(value)
    return value
