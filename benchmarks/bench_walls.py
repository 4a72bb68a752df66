"""What the sandbox's walls cost an audit: processor time with all of them, and with none.

    python benchmarks/bench_walls.py [TURNS]

Two sides take turns of ten audits of 800 recorded answers, first one then the other. The side
without walls is a copy of the packages in which a child is forked and nothing else: no namespaces,
no root of its own, no limits, no Landlock, no filter, no watch from outside. Counted is all
processor time: of the children, of the server they are forked from, and of whoever waits for them.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("audits", "service", "workers", "evenhand", "benchmarks")
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

    from audits.planning.plan import make_plan
    from audits.specification.parsing import parse_document
    from workers.auditing import carry_out, conclude
    from workers.forking import server
    from workers.inspection import inspect_dataset
    from workers.metering import metered
    from workers.sandbox import Limits

    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "people.csv"
        table.write_text("sex,label,answer\n" + "f,1,1\nf,0,0\nm,1,1\nm,0,1\n" * 200)
        profile = inspect_dataset(table, limits=Limits())
        plan = make_plan(parse_document(DOCUMENT), dataset=profile, model=None)
        origin = {"audit": {}, "environment": {}, "model": {}, "dataset": {}}
        for _ in sys.stdin:
            forking = psutil.Process(server().process.pid)
            before = sum(forking.cpu_times()[:2]) + time.process_time()
            began = time.perf_counter()
            layers: tuple[str, ...] = ()
            with metered() as meter:
                for _ in range(AUDITS):
                    steps: list[dict[str, object]] = []
                    context: dict[str, object] = {}
                    layers = carry_out(
                        plan, model=None, dataset=table, limits=Limits(),
                        on_step=steps.append, on_context=context.update,
                    )  # fmt: skip
                    conclude(
                        plan, steps, context=context, provenance=origin, today=date.today(),
                        limits=Limits(),
                    )  # fmt: skip
            after = sum(forking.cpu_times()[:2]) + time.process_time()
            print(json.dumps([
                (after - before + meter.cpu_seconds) / AUDITS,
                (time.perf_counter() - began) / AUDITS, len(layers),
            ]), flush=True)  # fmt: skip


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
