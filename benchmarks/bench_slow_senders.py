"""The API while 2,000 idle, 200 dripping and 50 half-sent connections without a key hold on.

    python -m benchmarks.bench_slow_senders

Senders, readers and service share the same two cores.
"""

import http.client
import subprocess
import sys
import threading
import time

from benchmarks.bench_service import load
from benchmarks.live_service import DATABASE, ROOT, service

CROWD = ("2000", "200", "50")
SECONDS = 40.0


def main() -> None:
    """Reads and health, beside the crowd."""
    with service() as found:
        data = found.dataset()
        audits = [found.audit(data, number) for number in range(20)]
        while found.unfinished():
            time.sleep(0.2)
        senders = subprocess.Popen(
            [sys.executable, str(ROOT / "benchmarks" / "slow_senders.py"), str(found.port), *CROWD,
             str(SECONDS)], stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert senders.stdout is not None
        assert senders.stdout.readline() == "ready\n"
        beats: list[float] = []
        over = threading.Event()

        def watch() -> None:
            while not over.wait(0.05):
                began = time.perf_counter()
                link = http.client.HTTPConnection("127.0.0.1", found.port, timeout=30)
                link.request("GET", "/healthz")
                link.getresponse().read()
                beats.append(time.perf_counter() - began)
                link.close()

        thread = threading.Thread(target=watch)
        thread.start()
        paths = [f"/v1/audits/{audit}" for audit in audits]
        rate, half, _, worst, bad = load(found, paths, seconds=SECONDS - 10, workers=8)
        over.set()
        thread.join()
        megabytes = found.api_process().memory_info().rss / 1e6
        came_back = senders.communicate()[0].strip()
    beats.sort()
    print(
        f"{DATABASE}, {' + '.join(CROWD)} slow senders ({came_back}): {rate:.0f} authenticated "
        f"reads a second, p50 {half:.1f} ms, p99 {worst:.1f}, refused {bad:.0f}; /healthz p99 "
        f"{1000 * beats[-len(beats) // 100 - 1]:.1f} ms of {len(beats)}; API {megabytes:.0f} MB "
        "(goal: 100 a second, p99 200 ms)"
    )


if __name__ == "__main__":
    main()
