"""The two tables of examples/claims, through the command line: what their README says of them."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


def audited(name: str, out: Path, code: int) -> dict[str, Any]:
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    document = ROOT / "examples" / "claims" / name
    done = subprocess.run(
        [sys.executable, "-m", "evenhand.cli", "audit", str(document), "--out", str(out)],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == code, done.stdout[-2000:] + done.stderr[-2000:]
    report: dict[str, Any] = json.loads((out / "report.json").read_text(encoding="utf-8"))
    return report


def test_of_the_searches_one_claim_stands_over_all_data_sets(tmp_path: Path) -> None:
    report = audited("audit.yaml", tmp_path, 2)
    verdicts = {m["group"]["system"]: f["verdict"] for f in report["findings"]
                for m in [report["measurements"][f["measurement"]]]}  # fmt: skip
    assert verdicts == {"transfer Neural AutoML": "pass", "Neural AutoML": "inconclusive"}
    (table,) = [one["content"] for one in report["exhibits"] if one["kind"] == "claims"]
    over_all, *single = (
        [row for row in table["claims"] if (row["on"] == "all data sets") == wanted_all]
        for wanted_all in (True, False)
    )
    assert [row["standing"] for row in over_all] == ["not shown", "stands"]
    # All thirteen point one way: 2 of 2 ** 13 turnings are as far off.
    assert over_all[1]["p_value"] == pytest.approx(2 / 2**13)
    assert {row["standing"] for row in single[0]} == {"cannot be told"}
    assert any("whole run is repeated" in question for question in table["ask"])


def test_a_success_that_counts_any_change_measures_something_else(tmp_path: Path) -> None:
    report = audited("attempts.yaml", tmp_path, 2)
    tables = [one["content"]["rows"] for one in report["exhibits"] if one["kind"] == "sentences"]
    assert [row[3] for row in tables[0]] == ["agrees"] * 4
    assert [row[3] for row in tables[1]] == ["measures something else"]
