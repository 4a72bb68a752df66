"""The service under load: status reads, long lists, a gigabyte upload, the first gate.

    python -m benchmarks.bench_service [reads] [lists] [upload] [latency]

Real processes and a real broker, on SQLite or with `DATABASE=postgresql`. The load comes from a
process of its own, so on two cores it takes half of the machine from the service.
"""

import http.client
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable

import httpx

from benchmarks.live_service import DATABASE, Service, service
from service.records.tables import Audit

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
        named = Audit.__table__.columns.keys()
        kept = ", ".join(name for name in named if name not in ("id", "state", "idempotency_key"))
        row_id = "printf('aud_%032x', i)"
        if DATABASE == "postgresql":
            row_id = "'aud_' || lpad(to_hex(i), 32, '0')"
        for state, start, end in (
            ("completed", 0, 60_000), ("failed", 60_000, 80_000), ("cancelled", 80_000, 100_000),
        ):  # fmt: skip
            found.change(
                f"with recursive n(i) as (select {start} union all select i + 1 from n "
                f"where i < {end - 1}) insert into audits (id, state, {kept}) "
                f"select {row_id}, '{state}', {kept} from audits, n where id = :first",
                first=first,
            )
        if DATABASE == "postgresql":  # as its own daemon would, some minutes after such a change
            found.change("analyze audits")
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
    "latency": latency, "reads": reads, "lists": lists, "upload": upload,
}  # fmt: skip

if __name__ == "__main__":
    sys.stdout.write(f"on {DATABASE}\n")
    for name in sys.argv[1:] or TRIALS:
        TRIALS[name]()
