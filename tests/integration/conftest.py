"""A service in pieces: a real broker, both databases, worker processes that can be killed."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import httpx
import psutil
import pytest

from service.artifacts import open_store
from service.queue import Queue
from service.records.migrating import migrate
from service.records.tables import Audit
from service.records.unit_of_work import EVERYONE, Records
from service.settings import Settings
from service.submission import submit_audit
from tests.integration.servers import PostgreSQL, Valkey, wait_until

ROOT = Path(__file__).parents[2]
COLUMNS = [
    {"name": "sex", "kind": "category", "role": "protected", "distinct": 2, "missing": 0,
     "values": ["f", "m"], "minimum": None, "maximum": None},
    {"name": "hired", "kind": "category", "role": "prediction", "distinct": 2, "missing": 0,
     "values": ["0", "1"], "minimum": None, "maximum": None},
]  # fmt: skip


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    try:
        server = PostgreSQL()
    except (FileNotFoundError, subprocess.CalledProcessError) as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no PostgreSQL here: {error}")
    yield server
    server.stop()


@pytest.fixture
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Valkey]:
    server = Valkey(tmp_path_factory.mktemp("v"))
    server.start()
    yield server
    server.kill()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'evenhand.sqlite'}"
    server: PostgreSQL = request.getfixturevalue("postgresql")
    return server.new_database()


@dataclass
class House:
    """Everything but the API: what a test does to it is what an operator's bad day does."""

    settings: Settings
    broker: Valkey
    records: Records
    environment: dict[str, str]
    tenant: str = ""
    dataset: str = ""
    key: str = ""
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    clients: list[httpx.Client] = field(default_factory=list)

    def submit(
        self, count: int = 1, *, seed: int = 0, again: bool = True, **more: object
    ) -> list[str]:
        document = self.document(seed) | more
        queue = Queue(self.settings)
        return [
            submit_audit(
                self.records, queue, tenant=self.tenant, by="test", document=document, again=again
            ).audit.id
            for _ in range(count)
        ]

    def submit_once(self, key: str, *, seed: int = 0) -> str:
        done = submit_audit(
            self.records, Queue(self.settings), tenant=self.tenant, by="test",
            document=self.document(seed), idempotency_key=key,
        )  # fmt: skip
        return done.audit.id

    def document(self, seed: int) -> dict[str, object]:
        return {
            "dataset": {
                "id": self.dataset,
                "columns": {
                    "sex": {"role": "protected"},
                    "hired": {"role": "prediction", "favourable": "1"},
                },
            },
            "settings": {"seed": seed},
        }

    def worker(self, **environment: str) -> subprocess.Popen[bytes]:
        return self._start([str(ROOT / "tests/integration/worker_under_test.py")], environment)

    def real_worker(self, **environment: str) -> subprocess.Popen[bytes]:
        """The worker with its fork server and its confined children."""
        return self._start(["-m", "workers.celery_app"], environment)

    def submit_long(self) -> str:
        """An audit that computes in a confined child for a minute, unless somebody ends it."""
        roles = {"y": "label", "yhat": "prediction", **{f"c{n}": "nuisance" for n in range(60)}}
        lines = [",".join(roles)]
        lines += [",".join(str(n * (k + 3) % (7 + k)) for k in range(62)) for n in range(2000)]
        stored = open_store(self.settings).put(BytesIO("\n".join(lines).encode()))
        profile = {
            "format": "csv", "rows": 2000, "sha256": stored.sha256, "warnings": [],
            "columns": [
                {"name": name, "kind": "number", "role": role, "distinct": 7, "missing": 0,
                 "values": [], "minimum": 0.0, "maximum": 70.0}
                for name, role in roles.items()
            ],
        }  # fmt: skip
        with self.records.writing(self.tenant) as unit:
            version, _ = unit.datasets.add_version(
                self.tenant, name="numbers", sha256=stored.sha256, filename="numbers.csv",
                size_bytes=stored.size_bytes, inspection="ready", profile=profile,
            )  # fmt: skip
            unit.commit()
        columns = {name: {"role": role, "kind": "number"} for name, role in roles.items()}
        document = {
            "dataset": {"id": version.id, "columns": columns},
            "probes": [{"confounds.dependence": {"permutations": 1_000_000}}],
        }
        return submit_audit(
            self.records, Queue(self.settings), tenant=self.tenant, by="test", document=document,
            again=True,
        ).audit.id  # fmt: skip

    def scheduler(self) -> subprocess.Popen[bytes]:
        return self._start(["-m", "workers.scheduling"], {})

    def api(self, **environment: str) -> tuple[subprocess.Popen[bytes], httpx.Client]:
        """A real API process on a free port, and a client with a key for everything."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        chosen = {"EVENHAND_PORT": str(port), **environment}
        process = self._start(
            ["-m", "gunicorn", f"--bind=127.0.0.1:{port}",
             "--worker-class=service.serving.Worker",
             "--threads=8", "--no-control-socket", "service.app:create_app()"],
            chosen,
        )  # fmt: skip
        if not self.key:
            with self.records.writing(EVERYONE) as unit:
                _, self.key = unit.keys.mint("k", ["read", "write", "admin"], tenant=self.tenant)
                unit.commit()
        headers = {"Authorization": f"Bearer {self.key}"}
        client = httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=20)
        self.clients.append(client)

        def answers() -> bool:
            try:
                return client.get("/healthz").is_success
            except httpx.HTTPError:
                return False

        wait_until(answers, 30)
        return process, client

    def audit(self, audit_id: str) -> Audit:
        with self.records.reading(EVERYONE) as unit:
            return unit.audits.find(audit_id)

    def states(self) -> dict[str, int]:
        with self.records.reading(EVERYONE) as unit:
            return unit.audits.count_by_state()

    def wait_for(self, state: str, count: int, seconds: float) -> None:
        wait_until(lambda: self.states().get(state, 0) >= count, seconds)

    def attempts_per_step(self, audit_id: str) -> dict[int, int]:
        """How often each step was saved: all ones, or something was lost or doubled."""
        with self.records.reading(EVERYONE) as unit:
            found: dict[int, int] = {}
            for row in unit.audits.measurements(audit_id):
                found[row.step] = found.get(row.step, 0) + 1
            return found

    def log(self) -> str:
        return (self.settings.home / "processes.log").read_text(errors="replace")

    def _start(self, command: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
        with open(self.settings.home / "processes.log", "ab") as log:
            process = subprocess.Popen(
                [sys.executable, *command],
                env={**self.environment, **environment},
                cwd=ROOT, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        self.processes.append(process)
        return process

    def close(self) -> None:
        for client in self.clients:
            client.close()
        for process in self.processes:
            kill_tree(process)
        self.records.close()


def descendants(process: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """The processes below this one, as of now."""
    return psutil.Process(process.pid).children(recursive=True)


def confined(process: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """The children of a worker's fork server, without the one that waits as their first process."""
    return [
        child
        for server in psutil.Process(process.pid).children()
        if "workers.forkserver" in " ".join(server.cmdline())
        for child in server.children()
        if child.name() != "cat"
    ]


def kill_tree(process: subprocess.Popen[bytes]) -> None:
    """SIGKILL to the process and everything in its session."""
    try:
        os.killpg(process.pid, signal.SIGCONT)
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


@pytest.fixture
def make_house(broker: Valkey, database_url: str, tmp_path: Path) -> Iterator[Callable[..., House]]:
    houses: list[House] = []

    def make(**chosen: str) -> House:
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "EVENHAND_HOME": str(tmp_path),
            "DATABASE_URL": database_url,
            "REDIS_URL": broker.url,
            "EVENHAND_LEASE_SECONDS": "3",
            "EVENHAND_SWEEP_SECONDS": "0.5",
            "EVENHAND_SHUTDOWN_SECONDS": "2",
            **chosen,
        }
        settings = Settings.from_environment(environment)
        migrate(settings.database_url)
        house = House(settings, broker, Records(settings.database_url), environment)
        stored = open_store(settings).put(BytesIO(b"sex,hired\nf,1\n"))
        with house.records.writing(EVERYONE) as unit:
            house.tenant = unit.tenants.add("test").id
            unit.artifacts.add(house.tenant, stored.sha256, stored.size_bytes)
            unit.commit()
        with house.records.writing(house.tenant) as unit:
            version, _ = unit.datasets.add_version(
                house.tenant, name="people", sha256=stored.sha256, filename="people.csv",
                size_bytes=stored.size_bytes, inspection="ready",
                profile={"format": "csv", "rows": 1, "columns": COLUMNS, "sha256": stored.sha256,
                         "warnings": []},
            )  # fmt: skip
            house.dataset = version.id
            unit.commit()
        houses.append(house)
        return house

    yield make
    for house in houses:
        house.close()
