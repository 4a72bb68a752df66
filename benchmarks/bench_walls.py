"""What the sandbox's walls cost an audit: processor time with all of them, and with none.

    python -m benchmarks.bench_walls [TURNS]

Two sides take turns of ten audits of 800 recorded answers, carried out as a worker does, from the
claim to the stored report, on SQLite. The side
without walls is a copy of the packages in which a child is forked and nothing else: no namespaces,
no root of its own, no limits, no Landlock, no filter, no watch from outside. Counted is all
processor time: of the worker, of the children, and of the server they are forked from.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import psutil

    from workers.context import WorkerContext

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("audits", "service", "workers", "evenhand", "migrations", "benchmarks")
AUDITS = 10
# Appended to the copy's modules.
WITHOUT = {
    "confinement": """
def confine(*, read_only, scratch, limits, uses_gpu, grounds):
    _live_in(scratch)
    return [], []
""",
    "numbering": """
class Numbering:
    missing, first = "none here", None

    def fork(self):
        return os.fork()
""",
    "namespaces": """
def leave_network():
    return True

def prepare():
    pass
""",
    "syscalls": """
def prepare():
    pass
""",
    "usage": """
Meter.over = lambda self: None
""",
}
DOCUMENT = {
    "dataset": {
        "path": "people.csv",
        "columns": {
            "sex": {"role": "protected"},
            "label": {"role": "label", "favourable": "1"},
            "answer": {"role": "prediction"},
        },
    },
    "policy": {"rules": [{"metric": "impact_ratio", "attribute": "sex", "at_least": 0.8}]},
}


def side() -> None:
    """In a side's process: for each line that comes, ten audits; their seconds as JSON."""
    import psutil

    from workers.execution import run_audit
    from workers.forking import server

    with tempfile.TemporaryDirectory() as folder:
        worker, submit = place(Path(folder))
        run_audit(submit(), worker)  # starts the server
        forking = psutil.Process(server().process.pid)
        for _ in sys.stdin:
            audits = [submit() for _ in range(AUDITS)]
            before = _processor_seconds(worker, forking)
            began = time.perf_counter()
            ends = {run_audit(audit, worker).partition(",")[0] for audit in audits}
            assert ends == {"completed"}
            spent = _processor_seconds(worker, forking) - before
            layers = sum(len(layers_of(worker, audit)) for audit in audits) // AUDITS
            seconds = (time.perf_counter() - began) / AUDITS
            print(json.dumps([spent / AUDITS, seconds, layers]), flush=True)


def place(home: Path) -> "tuple[WorkerContext, Callable[[], str]]":
    """A worker on a database of its own, and what queues one more audit of the same table."""
    from io import BytesIO

    from audits.planning.plan import make_plan
    from audits.specification.parsing import parse_document
    from service.artifacts import open_store
    from service.records.migrating import migrate
    from service.records.unit_of_work import EVERYONE, Records
    from service.settings import Settings
    from workers.context import WorkerContext
    from workers.inspection import inspect_dataset
    from workers.sandbox import Limits

    settings = Settings.from_environment({"EVENHAND_HOME": str(home)})
    migrate(settings.database_url)
    worker = WorkerContext(
        records=Records(settings.database_url), store=open_store(settings), settings=settings
    )
    table = home / "people.csv"
    table.write_text("sex,label,answer\n" + "f,1,1\nf,0,0\nm,1,1\nm,0,1\n" * 200)
    stored = worker.store.put(BytesIO(table.read_bytes()))
    plan = make_plan(
        parse_document(DOCUMENT), dataset=inspect_dataset(table, limits=Limits()), model=None
    )
    with worker.records.writing(EVERYONE) as unit:
        tenant = unit.tenants.add("bench").id
        unit.commit()
    with worker.records.writing(tenant) as unit:
        data, _ = unit.datasets.add_version(
            tenant, name="people", sha256=stored.sha256, filename="people.csv",
            size_bytes=stored.size_bytes, inspection="ready",
        )  # fmt: skip
        unit.commit()

    def submit() -> str:
        with worker.records.writing(tenant) as unit:
            row = unit.audits.add(
                name="bench", document=DOCUMENT, plan=plan.to_json(), dataset_version_id=data.id
            )
            unit.commit()
        return str(row.id)

    return worker, submit


def layers_of(worker: "WorkerContext", audit: str) -> list[str]:
    """What the report says of the sandbox it was made in."""
    from service.records.unit_of_work import EVERYONE

    with worker.records.reading(EVERYONE) as unit:
        return list(unit.audits.find(audit).sandbox)


def _processor_seconds(worker: "WorkerContext", forking: "psutil.Process") -> float:
    """Of this process, of the server, and of all its children that ended."""
    from service.records.unit_of_work import EVERYONE

    with worker.records.reading(EVERYONE) as unit:
        (tenant,) = unit.tenants.all()
        children: float = unit.spending.cpu_seconds(tenant.id)
    return children + sum(forking.cpu_times()[:2]) + time.process_time()


def main(turns: int) -> None:
    """Both sides, a turn each at a time."""
    with tempfile.TemporaryDirectory(prefix="evenhand-bench-") as place:
        for package in PACKAGES:
            shutil.copytree(ROOT / package, Path(place) / package)
        for module, more in WITHOUT.items():
            with (Path(place) / "workers" / f"{module}.py").open("a") as file:
                file.write(more)
        started = [
            subprocess.Popen(
                [sys.executable, "-c", "from benchmarks.bench_walls import side; side()"],
                cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                env={**os.environ, "PYTHONPATH": str(root), "EVENHAND_SANDBOX": "none"},
            )
            for root in (ROOT, Path(place))
        ]  # fmt: skip
        found: list[list[list[float]]] = [[], []]
        for turn in range(turns + 1):
            for side_number in (0, 1) if turn % 2 else (1, 0):
                process = started[side_number]
                assert process.stdin is not None
                assert process.stdout is not None
                process.stdin.write("\n")
                process.stdin.flush()
                answer = json.loads(process.stdout.readline())
                if turn:  # the first one warms
                    found[side_number].append(answer)
        for process in started:
            process.communicate()
    walls, none = found
    assert {one[2] for one in walls} == {8}, "a layer is missing here"
    assert {one[2] for one in none} == {0}
    ratios = sorted(a[0] / b[0] for a, b in zip(walls, none, strict=True))
    quarter = len(ratios) // 4
    print(
        f"{AUDITS * turns} audits a side: processor time {1000 * _middle(walls, 0):.1f} ms an "
        f"audit with all walls, {1000 * _middle(none, 0):.1f} with none (medians); ratio of pairs "
        f"{statistics.median(ratios):.3f}, half of them {ratios[quarter]:.3f} to "
        f"{ratios[-quarter - 1]:.3f}; of all time together "
        f"{sum(a[0] for a in walls) / sum(b[0] for b in none):.3f}; wall "
        f"{statistics.median(a[1] / b[1] for a, b in zip(walls, none, strict=True)):.3f} "
        "(goal: 1.05)"
    )


def _middle(side_times: list[list[float]], which: int) -> float:
    return statistics.median(one[which] for one in side_times)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
