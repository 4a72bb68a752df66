"""The service under load: status reads, long lists, a gigabyte upload, a queue that drains.

    python benchmarks/bench_service.py [reads] [lists] [upload] [drain] [latency]

Real processes on SQLite and a real broker. The load comes from a process of its own, so on two
cores it takes half of the machine from the service.
"""

import http.client
import json
import os
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil

ROOT = Path(__file__).resolve().parents[1]
COLUMNS = {"sex": {"role": "protected"}, "hired": {"role": "prediction", "favourable": "1"}}
POLICY = {"rules": [{"metric": "impact_ratio", "attribute": "sex", "at_least": 0.8}]}


class Service:
    """`evenhand up` in a folder of its own."""

    def __init__(self, home: Path, **environment: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.home = home
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

    def state(self, audit: str) -> str:
        return str(self.http.get(f"/v1/audits/{audit}").json()["state"])

    def api_process(self) -> psutil.Process:
        children = psutil.Process(self.process.pid).children(recursive=True)
        gunicorn = [p for p in children if "gunicorn" in " ".join(p.cmdline())]
        return max(gunicorn, key=lambda p: p.memory_info().rss)

    def close(self) -> None:
        self.http.close()
        self.process.terminate()
        self.process.wait(60)


@contextmanager
def service(**environment: str) -> Iterator[Service]:
    with tempfile.TemporaryDirectory(prefix="evenhand-bench-") as home:
        found = Service(Path(home), **environment)
        try:
            yield found
        finally:
            found.close()


LOADER = """
import http.client, sys, threading, time
port, key, seconds, workers, paths = (int(sys.argv[1]), sys.argv[2], float(sys.argv[3]),
                                      int(sys.argv[4]), sys.argv[5:])
times, bad = [], []
def run(number):
    link = http.client.HTTPConnection("127.0.0.1", port)
    ends, turn = time.monotonic() + seconds, number
    while time.monotonic() < ends:
        began = time.perf_counter()
        link.request("GET", paths[turn % len(paths)], headers={"Authorization": "Bearer " + key})
        answer = link.getresponse(); answer.read()
        times.append(time.perf_counter() - began)
        if answer.status != 200: bad.append(answer.status)
        turn += 1
threads = [threading.Thread(target=run, args=(n,)) for n in range(workers)]
[t.start() for t in threads]; [t.join() for t in threads]
times.sort()
at = lambda share: 1000 * times[min(len(times) - 1, int(share * len(times)))]
print(len(times) / seconds, at(.5), at(.95), at(.99), len(bad))
"""


def load(found: Service, paths: list[str], *, seconds: float, workers: int) -> list[float]:
    """Reads a second, then milliseconds at 50, 95 and 99 %, then refusals."""
    done = subprocess.run(
        [sys.executable, "-c", LOADER, str(found.port), found.key, str(seconds), str(workers),
         *paths], capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [float(word) for word in done.stdout.split()]


def reads() -> None:
    """Authenticated status reads while two audits are running."""
    with service() as found:
        data = found.dataset(40_000)
        audits = [found.audit(data, number) for number in range(20)]
        over = threading.Event()

        def keep_two_running() -> None:
            number = 100
            with httpx.Client(base_url=found.http.base_url, headers=found.headers) as client:
                while not over.wait(0.3):
                    waiting = client.get("/v1/audits?state=queued&limit=5").json()["items"]
                    if len(waiting) < 3:
                        number += 1
                        found.audit(data, number)

        thread = threading.Thread(target=keep_two_running)
        thread.start()
        api = found.api_process()
        before = sum(api.cpu_times()[:2])
        rate, half, most, worst, bad = load(
            found, [f"/v1/audits/{audit}" for audit in audits], seconds=15, workers=8
        )
        each = 1000 * (sum(api.cpu_times()[:2]) - before) / (15 * rate)
        over.set()
        thread.join()
        megabytes = found.api_process().memory_info().rss / 1e6
    print(
        f"status reads: {rate:.0f} a second, p50 {half:.1f} ms, p95 {most:.1f}, p99 {worst:.1f}, "
        f"{each:.1f} ms CPU each, refused {bad:.0f}, API {megabytes:.0f} MB "
        "(goal: 300, p99 100 ms, 110 MB)"
    )


def lists() -> None:
    """Pages of a list of 100,000 audits."""
    with service() as found:
        data = found.dataset()
        first = found.audit(data, 1)
        place = found.home / "evenhand.sqlite"
        with sqlite3.connect(place, timeout=60) as connection:
            columns = [row[1] for row in connection.execute("pragma table_info(audits)")]
            kept = [name for name in columns if name not in ("id", "state", "idempotency_key")]
            states = ("completed", "failed", "cancelled")
            for state, start in zip(states, (0, 60_000, 80_000), strict=True):
                end = {0: 60_000, 60_000: 80_000, 80_000: 100_000}[start]
                connection.execute(
                    f"with recursive n(i) as (select {start} union all select i + 1 from n "
                    f"where i < {end - 1}) insert into audits (id, state, {', '.join(kept)}) "
                    f"select printf('aud_%032x', i), '{state}', {', '.join(kept)} "
                    "from audits, n where id = ?", (first,),
                )  # fmt: skip
        paths = [
            "/v1/audits", "/v1/audits?limit=200", "/v1/audits?state=failed",
            f"/v1/audits?cursor=aud_{70_000:032x}", "/v1/audits?q=people",
            f"/v1/audits?cursor=aud_{500:032x}&limit=200",
        ]  # fmt: skip
        rate, half, most, worst, bad = load(found, paths, seconds=8, workers=2)
    print(
        f"lists of 100,000: {rate:.0f} a second, p50 {half:.1f} ms, p95 {most:.1f}, "
        f"p99 {worst:.1f}, refused {bad:.0f} (goal: p95 100 ms)"
    )


def upload() -> None:
    """1 GiB in one request: memory of the API, and /healthz meanwhile."""
    with service() as found:
        found.http.post("/v1/datasets?name=warm", content=b"a,b\n1,2\n")
        api = found.api_process()
        base = api.memory_info().rss
        most = [base]
        beats: list[float] = []
        over = threading.Event()

        def watch() -> None:
            link = http.client.HTTPConnection("127.0.0.1", found.port)
            while not over.wait(0.02):
                most.append(api.memory_info().rss)
                began = time.perf_counter()
                link.request("GET", "/healthz")
                link.getresponse().read()
                beats.append(time.perf_counter() - began)

        thread = threading.Thread(target=watch)
        thread.start()
        chunk = bytes(1 << 20)
        began = time.perf_counter()
        answer = found.http.post("/v1/models?name=big", content=(chunk for _ in range(1024)))
        seconds = time.perf_counter() - began
        over.set()
        thread.join()
    beats.sort()
    print(
        f"1 GiB upload: status {answer.status_code}, {seconds:.1f} s, API base {base / 1e6:.0f} MB "
        f"+ {(max(most) - base) / 1e6:.0f} MB, /healthz p99 {1000 * beats[-len(beats) // 100]:.1f}"
        " ms (goal: + 64 MB, p99 100 ms)"
    )


def drain() -> None:
    """Queued small audits: their pace against that of the same work without queue or database.

    The bare pace is taken before and after, so that a machine whose load changes shows.
    """
    number = int(os.environ.get("DRAIN", "200"))
    before = bare_pace(max(60, number // 10))
    with service() as found:
        data = found.dataset()
        warm = found.audit(data, 999_999)
        while found.state(warm) != "completed":
            time.sleep(0.2)
        for seed in range(number):
            found.audit(data, seed)
        left, spent, began = _unfinished(found), _processor_seconds(found), time.perf_counter()
        while _unfinished(found):
            time.sleep(0.25)
        seconds = time.perf_counter() - began
        used = {
            name: 1000 * (total - spent.get(name, 0.0)) / left
            for name, total in _processor_seconds(found).items()
        }
        slowest, busy = _longest_wait(found), _busy_share(found)
    after = bare_pace(max(60, number // 10))
    pace, bare = left / seconds, (before.pace + after.pace) / 2
    cost, bare_cost = sum(used.values()), (before.milliseconds + after.milliseconds) / 2
    print(
        f"drain: {left} audits at {pace:.2f} a second through queue and database, "
        f"{before.pace:.2f} and {after.pace:.2f} bare on two threads before and after, "
        f"ratio {pace / bare:.2f} (goal: 0.9); processor time {cost:.0f} ms an audit against "
        f"{bare_cost:.0f}, ratio {bare_cost / cost:.2f}; a free worker's next start after "
        f"{slowest[0]:.0f} ms (median), {slowest[1]:.0f} ms (longest; goal: 1,000); the worker's "
        f"threads held an audit {100 * busy:.0f} % of the time"
    )
    print("  of it, ms:", ", ".join(f"{name} {share:.1f}" for name, share in used.items()))


PARTS = {
    "workers.forkserver": "fork server", "workers.celery_app": "worker",
    "workers.scheduling": "scheduler", "gunicorn": "API", "valkey": "broker",
}  # fmt: skip


def _processor_seconds(found: Service) -> dict[str, float]:
    """What each part of the service has used so far, the children that ended included."""
    used: dict[str, float] = {}
    for process in psutil.Process(found.process.pid).children(recursive=True):
        with suppress(psutil.Error):
            line, times = " ".join(process.cmdline()), process.cpu_times()
            name = next((name for part, name in PARTS.items() if part in line), None)
            if name is not None:
                used[name] = used.get(name, 0.0) + times.user + times.system
            if name == "fork server":  # a child bears its server's name and has no children
                ended = times.children_user + times.children_system
                used["children"] = used.get("children", 0.0) + ended
    return used


def _unfinished(found: Service) -> int:
    with closing(sqlite3.connect(found.home / "evenhand.sqlite", timeout=60)) as connection:
        asked = connection.execute(
            "select count(*) from audits where state in ('queued', 'running')"
        )
        return int(asked.fetchone()[0])


def _longest_wait(found: Service) -> tuple[float, float]:
    """Milliseconds from an audit's end to the next one's start, while others waited."""
    with closing(sqlite3.connect(found.home / "evenhand.sqlite", timeout=60)) as connection:
        starts, ends = (
            sorted(row[0] for row in connection.execute(f"select {name} from audits"))
            for name in ("started_at", "finished_at")
        )
    # Two threads: the start after next is the one that the end made room for.
    waits = sorted(1000 * (start - end) for end, start in zip(ends, starts[2:], strict=False))
    return statistics.median(waits), waits[-1]


def _busy_share(found: Service) -> float:
    """Of the time in which audits waited, how much the two threads held one."""
    with closing(sqlite3.connect(found.home / "evenhand.sqlite", timeout=60)) as connection:
        held = sorted(connection.execute("select started_at, finished_at from audits"))
    held = held[1:]  # without the one that warmed the service up
    last_claim = held[-1][0]
    worked = sum(min(end, last_claim) - start for start, end in held)
    return float(worked / (2 * (last_claim - held[0][0])))


@dataclass(frozen=True)
class Bare:
    """Audits a second, and processor milliseconds each."""

    pace: float
    milliseconds: float


def bare_pace(number: int = 60) -> Bare:
    """A worker's own work on two threads: measure, pair, judge, draw, sign, store the files."""
    from concurrent.futures import ThreadPoolExecutor
    from datetime import date
    from io import BytesIO

    from audits.parsing import parse_document
    from audits.plan import make_plan
    from audits.report.signing import sign, signing_key
    from service.artifacts import open_store
    from service.settings import Settings
    from workers import forking
    from workers.auditing import carry_out, conclude
    from workers.inspection import inspect_dataset
    from workers.pairing import Pairing
    from workers.provenance import versions
    from workers.sandbox import Limits

    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        file = home / "people.csv"
        file.write_text("sex,hired\n" + "f,1\nf,0\nm,1\nm,1\n" * 100)
        store = open_store(Settings.from_environment({"EVENHAND_HOME": folder}))
        profile = inspect_dataset(file, limits=Limits())
        document = parse_document(
            {"dataset": {"path": str(file), "columns": COLUMNS}, "policy": POLICY,
             "probes": ["fairness.selection_rate"]}
        )  # fmt: skip
        plan = make_plan(document, dataset=profile, model=None)

        latest: list[tuple[str, str]] = []  # the audit before: keys of its report and answers

        def once(turn: int) -> None:
            steps: list[Any] = []
            context: dict[str, Any] = {}
            with tempfile.TemporaryDirectory(dir=home) as place:
                before = [store.fetch(key, Path(place)) for key in latest[-1]] if latest else None
                pairing = Pairing(before and before[1], Path(place) / "answers")
                layers = carry_out(
                    plan, model=None, dataset=file, limits=Limits(), on_step=steps.append,
                    on_context=context.update, pairing=pairing,
                )  # fmt: skip
                provenance = {
                    "audit": {"id": f"aud_{turn}", "by": "b", "started": "2026-01-01T00:00:00Z"},
                    "environment": {"versions": versions(), "sandbox": list(layers)},
                    "model": {"format": "recorded", "sha256": None},
                    "dataset": {
                        "name": "d", "version": None, "sha256": profile.sha256, "rows": 400,
                    },
                }  # fmt: skip
                done = conclude(
                    plan,
                    steps,
                    context=context,
                    provenance=provenance,
                    today=date(2026, 1, 1),
                    limits=Limits(),
                    earlier=before and {
                        "audit": f"aud_{turn - 1}",
                        "report": str(before[0]),
                        "same_rows": True,
                        "same_model": True,
                        "has_answers": True,
                        "paired": pairing.found,
                    },
                )  # fmt: skip
                done.report["signature"] = sign(done.report, signing_key(home / "key"))
                texts = (json.dumps(done.report), done.article, done.page)
                kept = [store.put(BytesIO(text.encode())).sha256 for text in texts]
                assert pairing.kept is not None
                with pairing.kept.open("rb") as source:
                    kept.append(store.put(source).sha256)
                latest.append((kept[0], kept[3]))  # the next is compared with it, as in the service

        def used() -> float:
            server = forking.running()
            assert server is not None
            return sum(os.times()[:2]) + sum(psutil.Process(server.process.pid).cpu_times()[:4])

        once(0)
        with ThreadPoolExecutor(2) as pool:
            began, spent = time.perf_counter(), used()
            list(pool.map(once, range(1, number + 1)))
            return Bare(number / (time.perf_counter() - began), 1000 * (used() - spent) / number)


def latency() -> None:
    """A small audit on a warm service: from the request to the gate."""
    with service() as found:
        data = found.dataset()
        times = []
        for seed in range(8):
            began = time.perf_counter()
            audit = found.audit(data, seed)
            while not found.http.get(f"/v1/audits/{audit}/gate").json()["final"]:
                time.sleep(0.02)
            times.append(time.perf_counter() - began)
    print(
        f"gate after: first {times[0]:.2f} s, then median {statistics.median(times[1:]):.2f} s, "
        f"longest {max(times[1:]):.2f} s (goal: 5 s warm)"
    )


TRIALS: dict[str, Callable[[], None]] = {
    "latency": latency, "reads": reads, "lists": lists, "upload": upload, "drain": drain,
}  # fmt: skip

if __name__ == "__main__":
    for name in sys.argv[1:] or TRIALS:
        TRIALS[name]()
