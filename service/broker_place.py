"""Where the embedded broker listens, and as whom it is spoken to."""

import os
from pathlib import Path

BROKER_USER = "evenhand"


def broker_socket(home: Path) -> Path:
    """Where the embedded broker listens. A socket's path may have 107 bytes at most."""
    here = home / "broker.sock"
    if len(os.fsencode(here)) <= 100:
        return here
    import hashlib

    short = hashlib.sha256(os.fsencode(home)).hexdigest()[:16]
    return Path(f"/tmp/evenhand-{os.getuid()}-{short}/broker.sock")  # noqa: S108 (0700, checked)


def broker_secret_file(home: Path) -> Path:
    """Where the embedded broker's password is kept, readable by its owner alone."""
    return home / "broker" / "password"


def embedded_broker_url(home: Path) -> str:
    """The embedded broker's address, the default of `broker_url`; with the password if it is made.

    It is made at the first start (`evenhand.broker`).
    """
    try:
        secret = broker_secret_file(home).read_text(encoding="utf-8").strip()
    except OSError:
        return f"redis+socket://{broker_socket(home)}"
    return f"redis+socket://{BROKER_USER}:{secret}@{broker_socket(home)}"
