"""The whole service on one machine: broker, worker, scheduler and API, from one command."""

import fcntl
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from audits.errors import AuditError, Refused
from evenhand import broker
from evenhand.secret_files import write_secret
from evenhand.supervisor import Part
from service.settings import ADDRESS, EVERYWHERE, Settings

START_SECONDS = 60.0
TENANT = "default"


class NotStarted(AuditError):
    """The service could not be started."""

    code = "not_started"


class Embedded:
    """The embedded service: `with Embedded(settings) as service: service.watch(...)`.

    say: told what happens, a line at a time.
    """

    def __init__(
        self, settings: Settings, *, say: Callable[[str], None] = lambda line: None
    ) -> None:
        self.settings = settings
        self._say = say
        try:
            settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._parts = _parts(settings)
        except OSError as error:
            raise Refused.because(
                "EVENHAND_HOME",
                f"cannot write to {settings.home}: {error.strerror}",
                "choose a folder that can be written with --home",
            ) from error
        self._lock: IO[str] | None = None

    @property
    def url(self) -> str:
        """Where people and programs reach it."""
        return self.settings.public_url

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Migrate, make the first key, start every part, and wait until the API answers."""
        settings = self.settings
        self._take_lock()
        try:
            _refuse_taken_port(settings)
            prepare(settings)
            for process in self._parts:
                process.start()
                if process.name == "broker":
                    self._await(process, lambda: broker.listens(settings.home))
            api = self._parts[-1]
            self._await(api, lambda: _answers(settings.host, settings.port))
            (settings.home / ADDRESS).write_text(_address(settings) + "\n", encoding="utf-8")
        except BaseException:
            self.stop()
            raise

    def watch(self, should_stop: Callable[[], bool] = lambda: False) -> None:
        """Restart what dies, until told to stop."""
        while not should_stop():
            for process in self._parts:
                if process.revive():
                    self._say(f"{process.name} ended; starting it again (log: {process.log})")
            time.sleep(0.2)

    def stop(self) -> None:
        """Stop every part: the API first, the broker last; nothing is left running."""
        # The worker takes longest, so it is told at once; the broker stays for its last words.
        last = [process for process in self._parts if process.name == "broker"]
        others = [process for process in reversed(self._parts) if process.name != "broker"]
        for parts in (others, last):
            for process in parts:
                process.ask_to_stop()
            for process in parts:
                process.await_end()
        if self._lock is not None:
            (self.settings.home / ADDRESS).unlink(missing_ok=True)
            self._lock.close()
            self._lock = None

    def kill(self) -> None:
        """Stop every part at once; running audits are taken up at the next start."""
        for process in reversed(self._parts):
            process.kill()

    def _take_lock(self) -> None:
        self._lock = open(self.settings.home / "lock", "w")  # noqa: SIM115 (held while we run)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._lock.close()
            self._lock = None
            raise Refused.because(
                "EVENHAND_HOME",
                f"another service is running in {self.settings.home}",
                "stop it, or choose another folder with --home",
                "already_running",
            ) from None

    def _await(self, process: Part, is_there: Callable[[], bool]) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not is_there():
            if not process.is_running or time.monotonic() > deadline:
                raise NotStarted(f"{process.name} did not start:\n{process.last_lines()}")
            time.sleep(0.05)


def _migrate(url: str) -> None:
    from service.records.errors import RecordsError
    from service.records.migrating import migrate

    try:
        migrate(url)
    except RecordsError as error:
        raise NotStarted(
            f"DATABASE_URL: the database cannot be used: {error}; start it, or mend the address"
        ) from error


def prepare(settings: Settings) -> Path | None:
    """Migrate the database; at the first start make a tenant and a key, and keep it in a file."""
    from service.records.unit_of_work import EVERYONE, Records

    _migrate(settings.database_url)
    with (
        Records(settings.database_url, connections=1) as records,
        records.writing(EVERYONE) as unit,
    ):
        if unit.tenants.named(TENANT) is not None:
            return None
        tenant = unit.tenants.add(TENANT)
        _, text = unit.keys.mint(
            "first", ["read", "write", "approve", "admin", "operate"], tenant=tenant.id
        )
        # The file first: a key that nobody knows would be lost, a file without a key is not.
        write_secret(settings.key_file, text)
        unit.commit()
    return settings.key_file


def _parts(settings: Settings) -> list[Part]:
    environment = settings.to_environment()
    logs = settings.home / "logs"

    def process(name: str, command: list[str], stop_seconds: float = 5.0) -> Part:
        return Part(name, command, logs / f"{name}.log", environment, stop_seconds)

    python = sys.executable
    return [
        *([process("broker", broker.command(settings.home))] if settings.brings_broker else []),
        process("worker", [python, "-m", "workers.celery_app"], settings.shutdown_seconds + 5),
        process("scheduler", [python, "-m", "workers.scheduling"]),
        process("api", [python, "-m", "gunicorn", *gunicorn_options(settings),
                     "service.app:create_app()"]),
    ]  # fmt: skip


def gunicorn_options(settings: Settings) -> list[str]:
    """One process of many threads: reads are short, and memory stays small."""
    return [
        f"--bind={settings.host}:{settings.port}",
        "--worker-class=service.serving.Worker",
        "--workers=1",
        f"--threads={settings.api_threads}",
        "--worker-connections=4096",
        "--timeout=120",
        "--graceful-timeout=3",
        "--keep-alive=5",
        "--no-control-socket",
    ]


def _answers(host: str, port: int) -> bool:
    import httpx

    address = "127.0.0.1" if host in EVERYWHERE else host
    with suppress(httpx.HTTPError):
        return httpx.get(f"http://{address}:{port}/healthz", timeout=2).is_success
    return False


def _address(settings: Settings) -> str:
    """Where commands on this machine reach it: nothing is listened to at 0.0.0.0 by name."""
    if settings.host in EVERYWHERE and settings.host in settings.public_url:
        return f"http://127.0.0.1:{settings.port}"
    return settings.public_url


def _refuse_taken_port(settings: Settings) -> None:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((settings.host, settings.port))
        except OSError as error:
            raise Refused.because(
                "EVENHAND_PORT", f"cannot listen on {settings.host}:{settings.port}: "
                f"{error.strerror}", "choose another port with --port", "port_taken",
            ) from error  # fmt: skip
