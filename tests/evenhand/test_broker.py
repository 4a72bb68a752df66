"""How the embedded broker is started; what it refuses stands in `tests/hostile/test_broker.py`."""

import hashlib
import stat
from pathlib import Path

from evenhand import broker


def test_it_listens_on_a_socket_alone_and_knows_one_user(tmp_path: Path) -> None:
    command = broker.command(tmp_path)
    options = dict(zip(command[1::2], command[2::2], strict=True))
    assert options["--port"] == "0"
    assert options["--unixsocket"] == str(tmp_path / "broker.sock")
    assert options["--unixsocketperm"] == "700"
    assert options["--maxmemory-policy"] == "noeviction"  # or audits would start late
    users = Path(options["--aclfile"])
    secret = (tmp_path / "broker" / "password").read_text().strip()
    first, second = users.read_text().splitlines()
    assert first == "user default off"
    assert f"#{hashlib.sha256(secret.encode()).hexdigest()}" in second
    assert secret not in users.read_text()
    assert not any(secret in word for word in command)
    for name in ("config", "eval", "module", "migrate", "replicaof", "flushall"):
        assert f"+{name}" not in second.split()


def test_the_password_is_made_once_and_its_owners_alone(tmp_path: Path) -> None:
    broker.command(tmp_path)
    file = tmp_path / "broker" / "password"
    before = file.read_text()
    broker.command(tmp_path)
    assert file.read_text() == before
    assert len(before.strip()) == 64  # 32 bytes, as hexadecimal
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_where_nothing_listens_it_is_said(tmp_path: Path) -> None:
    assert not broker.listens(tmp_path)
