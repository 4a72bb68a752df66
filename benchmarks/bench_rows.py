"""Memory and wall time of `evenhand audit` on recorded rows of Parquet, from 1M to 10M.

Group, label, prediction and a continuous score; error rates, selection rates, ranking,
calibration and imbalance of everyone and of six groups. Resident memory is that of the command
and all its children together, read every 50 ms from the kernel.

    python -m benchmarks.bench_rows [--rows 1000000 10000000]
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import psutil
import pyarrow as pa
import pyarrow.parquet as pq

MOST_RESIDENT = 1 << 30
BYTES_A_ROW, BYTES_FIXED = 32, 200e6
BLOCK = 1 << 20

DOCUMENT = """\
dataset:
  path: {path}
  columns:
    group: {{role: protected}}
    label: {{role: label, positive: "1"}}
    prediction: {{role: prediction}}
    score: {{role: score}}
policy:
  rules:
    - {{metric: accuracy_gain_over_majority, above: 0.0}}
"""


def write_rows(path: Path, rows: int) -> None:
    """A table whose scores are calibrated and hardly ever twice the same."""
    rng = np.random.default_rng(rows)
    names = pa.array(["a", "b", "c", "d", "e", "unstated"])
    writer = None
    for start in range(0, rows, BLOCK):
        size = min(BLOCK, rows - start)
        score = rng.beta(2, 3, size)
        group = rng.choice(6, size, p=[0.4, 0.25, 0.15, 0.1, 0.06, 0.04]).astype(np.int32)
        table = pa.table(
            {
                "group": pa.DictionaryArray.from_arrays(pa.array(group), names),
                "label": (rng.random(size) < score).astype(np.int8),
                "prediction": (score > 0.5).astype(np.int8),
                "score": score,
            }
        )
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table)
    assert writer is not None
    writer.close()


def resident(process: psutil.Process) -> tuple[int, int]:
    """(of the whole family, of its largest member), in bytes."""
    sizes = []
    for member in [process, *process.children(recursive=True)]:
        try:
            sizes.append(member.memory_info().rss)
        except psutil.Error:  # it ended in between
            continue
    return sum(sizes), max(sizes, default=0)


def audit(folder: Path, rows: int) -> dict[str, float]:
    """Peak resident bytes, wall and measurements of one audit through the command."""
    table, document, answer = folder / "rows.parquet", folder / "audit.yaml", folder / "out.json"
    write_rows(table, rows)
    document.write_text(DOCUMENT.format(path=table))
    command = [sys.executable, "-m", "evenhand.cli", "audit", str(document)]
    command += ["--out", str(folder / "report"), "--json", str(answer)]
    used = _processor_seconds()
    started = time.perf_counter()
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    family = most = 0
    watched = psutil.Process(running.pid)
    while running.poll() is None:
        both = resident(watched)
        family, most = max(family, both[0]), max(most, both[1])
        time.sleep(0.05)
    wall = time.perf_counter() - started
    said = running.stderr.read().decode() if running.stderr else ""
    if running.returncode not in (0, 1, 2):
        raise SystemExit(f"the audit ended with {running.returncode}: {said[-2000:]}")
    found = json.loads(answer.read_text())
    statuses = {probe["name"]: probe["status"] for probe in found["probes"]}
    broken = [name for name, status in statuses.items() if status == "error"]
    if broken:
        raise SystemExit(f"probes broke: {broken}")
    return {
        "family": family,
        "largest": most,
        "wall": wall,
        "cpu": _processor_seconds() - used,
        "measurements": len(found["measurements"]),
    }


def _processor_seconds() -> float:
    """Of all children that have ended; wall on a busy machine is noise."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Print one line for each number of rows, then what a row costs."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000_000, 10_000_000])
    sizes = parser.parse_args().rows
    print(f"{'rows':>12}{'all MB':>10}{'child MB':>10}{'goal MB':>10}{'wall s':>9}{'CPU s':>8}")
    seen = []
    for rows in sizes:
        with tempfile.TemporaryDirectory() as name:
            found = audit(Path(name), rows)
        seen.append(found)
        goal = (BYTES_A_ROW * rows + BYTES_FIXED) / 1e6
        print(
            f"{rows:>12}{found['family'] / 1e6:>10.0f}{found['largest'] / 1e6:>10.0f}"
            f"{goal:>10.0f}{found['wall']:>9.1f}{found['cpu']:>8.1f}  {found['measurements']}",
            flush=True,
        )
    first, last = seen[0], seen[-1]
    if len(seen) > 1:
        more = sizes[-1] - sizes[0]
        print(
            f"a row more: {(last['largest'] - first['largest']) / more:.1f} bytes, "
            f"{(last['wall'] - first['wall']) / more * 1e6:.2f} s a million; "
            f"wall x {last['wall'] / first['wall']:.1f}, CPU x {last['cpu'] / first['cpu']:.1f} "
            f"for rows x {sizes[-1] / sizes[0]:.0f}"
        )
    if any(found["family"] > MOST_RESIDENT for found in seen):
        raise SystemExit("more than 1 GB resident")


if __name__ == "__main__":
    main()
