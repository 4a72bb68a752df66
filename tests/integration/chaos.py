"""Audits under kills, stops and flushes; the oracle is a log that only this client writes.

    python tests/integration/chaos.py --audits 60 --database sqlite

The last line: `database D finished N lost 0 duplicated 0 kills K stops S flushes F ratio R`.
"""

import argparse
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
from servers import PostgreSQL, Valkey, wait_until

ROOT = Path(__file__).parents[2]
LEASE_SECONDS = 3.0
KILL_SECONDS = 5.0
FIRST_SECONDS = 1.0  # so that even a few audits on an idle machine meet a fault
WORKERS = 2
TABLE = "sex,hired\n" + "f,1\nf,0\nm,1\nm,0\n" * 100


class House:
    """API, scheduler, workers and broker, each a process of its own, on one database."""

    def __init__(self, folder: Path, database_url: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.broker = Valkey(folder)
        self.broker.start()
        self.log = open(folder / "processes.log", "ab")  # noqa: SIM115 (for the whole run)
        self.environment = {
            **os.environ, "PYTHONPATH": str(ROOT), "EVENHAND_HOME": str(folder),
            "DATABASE_URL": database_url, "REDIS_URL": self.broker.url,
            "EVENHAND_PORT": str(port), "EVENHAND_LEASE_SECONDS": str(LEASE_SECONDS),
            "EVENHAND_ATTEMPTS": "20", "EVENHAND_SWEEP_SECONDS": "1",
            "EVENHAND_WORKER_THREADS": "1", "OMP_NUM_THREADS": "1",
        }  # fmt: skip
        key = self._first_key()
        self.others = [
            self._start("-m", "gunicorn", f"--bind=127.0.0.1:{port}",
                        "--worker-class=service.serving.Worker", "--threads=8",
                        "--no-control-socket", "service.app:create_app()"),
            self._start("-m", "workers.scheduling"),
        ]  # fmt: skip
        self.workers = [self.new_worker() for _ in range(WORKERS)]
        self.http = httpx.Client(
            base_url=f"http://127.0.0.1:{port}", headers={"Authorization": f"Bearer {key}"},
            timeout=20,
        )  # fmt: skip
        wait_until(self._answers, 30)

    def new_worker(self) -> subprocess.Popen[bytes]:
        return self._start("-m", "workers.celery_app")

    def close(self) -> None:
        for process in [*self.workers, *self.others]:
            kill_tree(process)
        self.broker.kill()
        self.http.close()
        self.log.close()

    def _start(self, *command: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, *command], env=self.environment, cwd=ROOT, stdout=self.log,
            stderr=self.log, start_new_session=True,
        )  # fmt: skip

    def _first_key(self) -> str:
        code = (
            "from service.settings import Settings; from evenhand.embedded import prepare;"
            "print(prepare(Settings.from_environment()).read_text())"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], env=self.environment, cwd=ROOT, check=True,
            capture_output=True, text=True,
        )  # fmt: skip
        return done.stdout.strip()

    def _answers(self) -> bool:
        try:
            return self.http.get("/healthz").is_success
        except httpx.HTTPError:
            return False


def kill_tree(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


class Faults:
    """Kills a worker's tree every few seconds, and beside it stops others and flushes."""

    def __init__(self, house: House, *, flushes: int, stops: int, seed: int) -> None:
        self.house, self.random = house, random.Random(seed)
        self.most_flushes, self.most_stops = flushes, stops
        self.kills = self.stops = self.flushes = 0
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        turn = 0
        sleepers: list[threading.Thread] = []
        while not self.over.wait(KILL_SECONDS if turn else FIRST_SECONDS):
            turn += 1
            number = self.random.randrange(WORKERS)
            kill_tree(self.house.workers[number])
            self.house.workers[number] = self.house.new_worker()
            self.kills += 1
            if self.flushes < self.most_flushes and turn % 2 == 1:
                self.house.broker.flush()
                self.flushes += 1
            if self.stops < self.most_stops and turn % 2 == 0:
                self.stops += 1
                other = self.house.workers[(number + 1) % WORKERS]
                sleepers.append(threading.Thread(target=self._stop, args=(other,)))
                sleepers[-1].start()
        for sleeper in sleepers:
            sleeper.join()

    def _stop(self, process: subprocess.Popen[bytes]) -> None:
        """Freeze for twice the lease: it wakes up without its audit."""
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGSTOP)
            self.over.wait(2 * LEASE_SECONDS)
            os.killpg(process.pid, signal.SIGCONT)


def submit(house: House, log: Path, audits: int, begin: Callable[[], None]) -> None:
    """Post the audits; whatever is acknowledged goes into the log before anything else.

    begin: called when the first of them can be posted.
    """
    answer = house.http.post(
        "/v1/datasets", params={"name": "people"}, content=TABLE.encode(),
        headers={"Content-Type": "application/octet-stream"},
    )  # fmt: skip
    dataset = answer.raise_for_status().json()["id"]

    def is_ready() -> bool:
        found = house.http.get(f"/v1/datasets/{dataset}").json()
        return bool(found["inspection"]["state"] == "ready")

    wait_until(is_ready, 60)
    begin()
    with open(log, "a", encoding="utf-8") as file:
        for number in range(audits):
            document = {
                "dataset": {
                    "id": dataset,
                    "columns": {
                        "sex": {"role": "protected"},
                        "hired": {"role": "prediction", "favourable": "1"},
                    },
                },
                "probes": ["fairness.selection_rate"],
                "settings": {"seed": number},  # no two are identical
            }
            done = house.http.post(
                "/v1/audits", json=document, headers={"Idempotency-Key": f"chaos-{number}"}
            )
            if done.is_success:
                file.write(done.json()["id"] + "\n")
                file.flush()
                os.fsync(file.fileno())


ENDS = ("completed", "failed", "cancelled")


def ended(house: House, waiting: list[str]) -> dict[str, str]:
    """Those of the audits that have ended, each with its state."""
    states = {found: house.http.get(f"/v1/audits/{found}").json()["state"] for found in waiting}
    return {found: state for found, state in states.items() if state in ENDS}


def doubled(house: House, audit_id: str) -> bool:
    """Whether the audit's own history shows anything done twice, or something left out."""
    events: list[dict[str, Any]] = []
    kind = ""
    with house.http.stream("GET", f"/v1/audits/{audit_id}/events") as answer:
        for line in answer.iter_lines():
            if line.startswith("event: "):
                kind = line[7:]
            elif line.startswith("data: "):
                if kind == "end":
                    break
                events.append({"kind": kind, **json.loads(line[6:])})
    ends = [e for e in events if e["kind"] == "state" and e["state"] == "completed"]
    steps = [e for e in events if e["kind"] == "step"]
    items = house.http.get(f"/v1/audits/{audit_id}/measurements", params={"limit": 1000}).json()
    keys = [json.dumps([m["probe"], m["step"], m["metric"], m["group"]]) for m in items["items"]]
    report = house.http.get(f"/v1/audits/{audit_id}/report.json").raise_for_status().json()
    return (
        len(ends) != 1
        or len(steps) != len(report["plan"]["steps"])
        or len(keys) != len(set(keys))
        or len(keys) != len(report["measurements"])
    )


def one_run(
    folder: Path, database_url: str, audits: int, faults: Callable[[House], Faults] | None
) -> tuple[float, dict[str, int]]:
    """Seconds from the first request to the last report, and what was counted."""
    house = House(folder, database_url)
    try:
        log = folder / "acknowledged.log"
        log.touch()
        wait_until(lambda: (folder / "processes.log").read_text().count(" ready") >= WORKERS, 60)
        started = time.monotonic()
        trouble = None if faults is None else faults(house)
        # While the audits are coming in, too: otherwise most are through before the second kill.
        submit(house, log, audits, trouble.thread.start if trouble else lambda: None)
        ids = log.read_text(encoding="utf-8").split()
        deadline = time.monotonic() + 60 + 12 * audits
        done: dict[str, str] = {}
        while len(done) < len(ids) and time.monotonic() < deadline:
            if found := ended(house, [one for one in ids if one not in done][:50]):
                done |= found
                sys.stderr.write(
                    f"\r{len(done)} of {len(ids)}, {time.monotonic() - started:.0f} s "
                )
            time.sleep(0.5)
        seconds = time.monotonic() - started
        if trouble is not None:
            trouble.over.set()
            trouble.thread.join()
        complete = [found for found in ids if done.get(found) == "completed"]
        if len(complete) < len(ids):
            rest = Counter(done.get(one, "not at its end in time") for one in ids)
            sys.stderr.write(f"\n{dict(rest)}\n")
        return seconds, {
            "finished": len(complete),
            "lost": audits - len(complete),
            "duplicated": sum(doubled(house, found) for found in complete),
            "kills": trouble.kills if trouble else 0,
            "stops": trouble.stops if trouble else 0,
            "flushes": trouble.flushes if trouble else 0,
        }
    finally:
        house.close()
        sys.stderr.write("\n")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--audits", type=int, default=60)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--calm", type=int, help="audits of the fault-free run (default: as many, at most 60)"
    )
    chosen = parser.parse_args()
    calm_audits = min(chosen.calm or 60, chosen.audits)
    server = PostgreSQL() if chosen.database == "postgresql" else None
    try:
        with tempfile.TemporaryDirectory(prefix="evenhand-chaos-") as place:
            results = []
            for name, audits in (("calm", calm_audits), ("storm", chosen.audits)):
                folder = Path(place) / name
                folder.mkdir()
                url = server.new_database() if server else f"sqlite:///{folder / 'e.sqlite'}"
                storm = None
                if name == "storm":

                    def storm(house: House) -> Faults:
                        return Faults(house, flushes=3, stops=4, seed=chosen.seed)

                results.append(one_run(folder, url, audits, storm))
    finally:
        if server is not None:
            server.stop()
    (calm, _), (seconds, counted) = results
    ratio = seconds / (calm * chosen.audits / calm_audits)
    words = " ".join(f"{name} {value}" for name, value in counted.items())
    sys.stdout.write(f"database {chosen.database} {words} ratio {ratio:.2f}\n")
    return 0 if counted["lost"] == counted["duplicated"] == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
