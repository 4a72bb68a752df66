"""Queued small audits: their pace against that of the same work without queue or database.

    DRAIN=10000 python -m benchmarks.bench_drain

Real processes and a real broker, on SQLite or with `DATABASE=postgresql`.
"""

import gc
import json
import os
import statistics
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from benchmarks.live_service import COLUMNS, DATABASE, POLICY, Service, service


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
        left, spent, began = found.unfinished(), _processor_seconds(found), time.perf_counter()
        while found.unfinished():
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
        f"drain on {DATABASE}: {left} audits at {pace:.2f} a second through queue and database, "
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


def _longest_wait(found: Service) -> tuple[float, float]:
    """Milliseconds from an audit's end to the next one's start, while others waited."""
    starts, ends = (
        sorted(row[0] for row in found.rows(f"select {name} from audits"))
        for name in ("started_at", "finished_at")
    )
    # Two threads: the start after next is the one that the end made room for.
    waits = sorted(1000 * (start - end) for end, start in zip(ends, starts[2:], strict=False))
    return statistics.median(waits), waits[-1]


def _busy_share(found: Service) -> float:
    """Of the time in which audits waited, how much the two threads held one."""
    held = sorted(tuple(row) for row in found.rows("select started_at, finished_at from audits"))
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

    from audits.planning.plan import make_plan
    from audits.report.signing import sign, signing_key
    from audits.specification.parsing import parse_document
    from service.artifacts import open_store
    from service.settings import Settings
    from workers import forking
    from workers.auditing import carry_out, conclude
    from workers.inspection import inspect_dataset
    from workers.pairing import Pairing
    from workers.provenance import environment
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
                    "environment": environment(plan, layers),
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
                        "has_answers": True,
                        "paired": pairing.paired,
                    },
                )  # fmt: skip
                done.report["signature"] = sign(done.report, signing_key(home / "key"))
                texts = (json.dumps(done.report), done.article, done.page)
                kept = [store.put(BytesIO(text.encode())).sha256 for text in texts]
                assert pairing.kept_file is not None
                with pairing.kept_file.open("rb") as source:
                    kept.append(store.put(source).sha256)
                latest.append((kept[0], kept[3]))  # the next is compared with it, as in the service

        def used() -> float:
            server = forking.running()
            assert server is not None
            return sum(os.times()[:2]) + sum(psutil.Process(server.process.pid).cpu_times()[:4])

        once(0)
        gc.collect()  # as a worker does when it is ready
        gc.freeze()
        gc.set_threshold(10_000)
        with ThreadPoolExecutor(2) as pool:
            began, spent = time.perf_counter(), used()
            list(pool.map(once, range(1, number + 1)))
            return Bare(number / (time.perf_counter() - began), 1000 * (used() - spent) / number)


if __name__ == "__main__":
    drain()
