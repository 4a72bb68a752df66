"""The embedded broker: who reaches its socket, with or without its password, gets nothing more."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from evenhand import broker
from service.broker_place import broker_secret_file, broker_socket
from service.settings import Settings
from tests.end_to_end.test_whole_service import asking, service, submit, translator
from tests.local_hosts import LOCAL

HARMFUL = (
    "MIGRATE 127.0.0.1 6379 key 0 100", "REPLICAOF 127.0.0.1 6379", "SLAVEOF 127.0.0.1 6379",
    "CONFIG GET dir", "CONFIG SET dir /tmp", "DEBUG SLEEP 0", "MODULE LIST", "SCRIPT FLUSH",
    "EVAL return 0", "FUNCTION LIST", "SAVE", "BGSAVE", "BGREWRITEAOF", "SHUTDOWN NOSAVE",
    "FLUSHALL", "FLUSHDB", "KEYS *", "SCAN 0", "MONITOR", "CLIENT LIST", "CLIENT KILL TYPE normal",
    "CLIENT PAUSE 1000", "ACL LIST", "ACL SETUSER evenhand on nopass ~* +@all", "FAILOVER",
    "CLUSTER INFO", "PSYNC ? -1", "DUMP key", "RESTORE key 0 x", "SUBSCRIBE c", "LATENCY RESET",
    "OBJECT HELP", "SWAPDB 0 1", "COMMAND", "MEMORY DOCTOR", "GET key", "APPEND key x",
)  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    home = tmp_path_factory.mktemp("home")
    process = subprocess.Popen(broker.command(home), stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 20
    while not broker.listens(home):
        assert time.monotonic() < deadline
        assert process.poll() is None
        time.sleep(0.02)
    yield home
    process.terminate()
    process.wait(20)


def client(home: Path, *, knows_password: bool) -> redis.Redis:
    place = urlsplit(Settings.from_environment({"EVENHAND_HOME": str(home)}).broker_url)
    assert place.path == str(broker_socket(home))
    who = {"username": place.username, "password": place.password} if knows_password else {}
    # Once: what is refused is refused, however often it is asked.
    return redis.Redis(unix_socket_path=place.path, retry=Retry(NoBackoff(), 0), **who)


def test_nothing_is_done_without_the_password(home: Path) -> None:
    with client(home, knows_password=False) as nobody:
        for asked in ("PING", "INFO", "LPUSH audits x", "HELLO 3", *HARMFUL):
            with pytest.raises(redis.RedisError, match=r"(?i)auth|password"):
                nobody.execute_command(*asked.split())


@pytest.mark.parametrize("asked", HARMFUL)
def test_with_it_only_messages_are_carried(home: Path, asked: str) -> None:
    with client(home, knows_password=True) as known:
        with pytest.raises(redis.ResponseError, match=r"no permissions|not allowed"):
            known.execute_command(*asked.split())
        assert known.ping()


def test_the_password_is_its_owners_and_in_no_command_line(home: Path) -> None:
    file = broker_secret_file(home)
    assert file.stat().st_mode & 0o777 == 0o600
    assert (home / "broker" / "users.acl").stat().st_mode & 0o777 == 0o600
    secret = file.read_text().strip()
    assert len(secret) == 64
    assert secret not in (home / "broker" / "users.acl").read_text()
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            assert secret.encode() not in process.read_bytes()
        except OSError:  # it has ended
            continue
    assert broker.command(home)  # a later start keeps it
    assert file.read_text().strip() == secret


@pytest.mark.allow_hosts(LOCAL)
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the sandbox is Linux's")
def test_the_service_asks_for_nothing_that_is_refused(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with translator() as url, service(home, EVENHAND_ENDPOINT_HOSTS="127.0.0.1:*") as up:
        done = submit(tmp_path, asking(url, tmp_path), up)
        assert done.returncode == 0, done.stderr
        time.sleep(6)  # a round of what the transport does from time to time
        with client(home, knows_password=True) as known:
            stats = known.info("stats")
            used = known.info("commandstats")
    assert stats["acl_access_denied_cmd"] == 0
    assert stats["acl_access_denied_key"] == 0
    assert {"cmdstat_brpop", "cmdstat_lpush", "cmdstat_zrange"} <= set(used)
