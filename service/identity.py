"""Names of rows: a prefix that says what it is, and a UUIDv7 that sorts by time."""

import re
import secrets

import uuid6

PREFIXES = {
    "tenant": "ten",
    "key": "key",
    "user": "usr",
    "session": "ses",
    "model": "mdl",
    "model_version": "mdv",
    "dataset": "dst",
    "dataset_version": "dsv",
    "policy": "pol",
    "policy_version": "plv",
    "upload": "upl",
    "audit": "aud",
    "schedule": "sch",
    "schedule_run": "shr",
    "webhook": "whk",
    "delivery": "dlv",
    "inbound_hook": "inb",
    "waiver": "wvr",
    "remark": "rmk",
}

_SHAPE = re.compile(r"([a-z]{3})_([0-9a-f]{32})")


def new_id(kind: str) -> str:
    """A fresh id such as `aud_0192...`; `kind` is a key of PREFIXES."""
    return f"{PREFIXES[kind]}_{uuid6.uuid7().hex}"


def is_id(text: str, kind: str) -> bool:
    """Whether the text has the shape of an id of this kind; says nothing about existence."""
    shape = _SHAPE.fullmatch(text)
    return shape is not None and shape[1] == PREFIXES[kind]


def new_secret() -> str:
    """256 random bits as text that is safe in a URL and a header."""
    return secrets.token_urlsafe(32)
