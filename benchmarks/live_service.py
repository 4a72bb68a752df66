"""`evenhand up` in a folder of its own, on SQLite or on a PostgreSQL server of its own.

`DATABASE=postgresql` chooses the other one; its server comes from the tests' wheel, with fsync on.
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import psutil
from sqlalchemy import Engine, create_engine, text

ROOT = Path(__file__).resolve().parents[1]
DATABASE = os.environ.get("DATABASE", "sqlite")
COLUMNS = {"sex": {"role": "protected"}, "hired": {"role": "prediction", "favourable": "1"}}
POLICY = {"rules": [{"metric": "impact_ratio", "attribute": "sex", "at_least": 0.8}]}


class Service:
    """The running service, a client with its key, and its database."""

    def __init__(self, home: Path, **environment: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.home = home
        url = environment.get("DATABASE_URL", f"sqlite:///{home / 'evenhand.sqlite'}")
        self._engine: Engine = create_engine(url)
        variables = {
            **os.environ, "EVENHAND_HOME": str(home), "EVENHAND_PORT": str(self.port),
            "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT), **environment,
        }  # fmt: skip
        self.process = subprocess.Popen(
            [sys.executable, "-m", "evenhand.cli", "up"], env=variables, cwd=ROOT,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._await()
        self.key = (home / "api-key").read_text(encoding="utf-8").strip()
        self.headers = {"Authorization": f"Bearer {self.key}"}
        self.http = httpx.Client(
            base_url=f"http://127.0.0.1:{self.port}", headers=self.headers, timeout=300
        )

    def _await(self) -> None:
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline:
            try:
                httpx.get(f"http://127.0.0.1:{self.port}/healthz", timeout=2)
                return
            except httpx.HTTPError:
                time.sleep(0.1)
        raise SystemExit("the service did not start")

    def dataset(self, rows: int = 400) -> str:
        table = "sex,hired\n" + "f,1\nf,0\nm,1\nm,1\n" * (rows // 4)
        answer = self.http.post("/v1/datasets?name=people", content=table.encode())
        version = str(answer.raise_for_status().json()["id"])
        found: dict[str, Any] = {}
        while found.get("state") != "ready":
            found = self.http.get(f"/v1/datasets/{version}").json()["inspection"]
            time.sleep(0.1)
        return version

    def audit(self, dataset: str, seed: int, **more: Any) -> str:
        document = {
            "dataset": {"id": dataset, "columns": COLUMNS}, "policy": POLICY,
            "probes": ["fairness.selection_rate"], "settings": {"seed": seed}, **more,
        }  # fmt: skip
        return str(self.http.post("/v1/audits", json=document).raise_for_status().json()["id"])

    def rows(self, query: str, **bound: Any) -> Sequence[Any]:
        """What a query of the bench's own gives, past the API."""
        with self._engine.connect() as connection:
            return connection.execute(text(query), bound).all()

    def change(self, statement: str, **bound: Any) -> None:
        """A change of the bench's own, past the API."""
        with self._engine.begin() as connection:
            connection.execute(text(statement), bound)

    def unfinished(self) -> int:
        """Audits that wait or run."""
        asked = "select count(*) from audits where state in ('queued', 'running')"
        return int(self.rows(asked)[0][0])

    def state(self, audit: str) -> str:
        return str(self.http.get(f"/v1/audits/{audit}").json()["state"])

    def api_process(self) -> psutil.Process:
        gunicorn = []
        for found in psutil.Process(self.process.pid).children(recursive=True):
            with suppress(psutil.Error):  # audits' children come and go
                if "gunicorn" in " ".join(found.cmdline()):
                    gunicorn.append(found)
        return max(gunicorn, key=lambda p: p.memory_info().rss)

    def close(self) -> None:
        self.http.close()
        self._engine.dispose()
        self.process.terminate()
        self.process.wait(60)


@contextmanager
def service(**environment: str) -> Iterator[Service]:
    with tempfile.TemporaryDirectory(prefix="evenhand-bench-") as home, database() as url:
        found = Service(Path(home), **url, **environment)
        try:
            yield found
        finally:
            found.close()


@contextmanager
def database() -> Iterator[dict[str, str]]:
    """The variable that names the database; none for the service's own SQLite file."""
    if DATABASE == "sqlite":
        yield {}
        return
    sys.path.insert(0, str(ROOT / "tests" / "integration"))  # no package, as all of tests
    from servers import PostgreSQL

    server = PostgreSQL(fsync=True)
    try:
        yield {"DATABASE_URL": server.new_database()}
    finally:
        server.stop()
