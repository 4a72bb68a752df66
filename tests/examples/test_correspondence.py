"""A tiny model is taught to prefer names by ten points, served, and found; its copy is not."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.lazily import lazily

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "correspondence"
lazily("transformers")
pytestmark = pytest.mark.slow
ENVIRONMENT = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}


def run(*arguments, code=0):
    found = subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, timeout=400, check=False,
    )  # fmt: skip
    assert found.returncode == code, found.stdout[-2000:] + found.stderr[-2000:]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("correspondence")
    run(EXAMPLE / "prepare.py", "--out", out)
    return out


def audited(folder, name, code):
    out = folder / f"{name}.report"
    run("-m", "evenhand.cli", "audit", folder / f"{name}.yaml", "--out", out, code=code)
    return json.loads((out / "report.json").read_text(encoding="utf-8"))


def difference(report, metric="decision_rate_difference"):
    (found,) = [
        m
        for m in report["measurements"]
        if m["metric"] == metric and m["group"] == {"ethnicity": "Black"}
    ]
    return found


def test_the_served_model_that_prefers_names_is_found(folder):
    command = [sys.executable, str(EXAMPLE / "serve.py"), str(folder / "preferring"), "--port", "0"]
    with subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.PIPE, text=True) as server:
        try:
            url = server.stdout.readline().strip()
            document = (folder / "audit.yaml").read_text(encoding="utf-8")
            served = document.replace("http://127.0.0.1:8765/v1", url)
            (folder / "served.yaml").write_text(served, encoding="utf-8")
            report = audited(folder, "served", 1)
        finally:
            server.terminate()
    found = difference(report)
    low, high = found["interval"]
    # Ten points were planted: the interval has them, and not none.
    assert low < -0.1 < high < 0
    assert found["sample_size"] == [720, 720]
    assert {f["rule"]["metric"]: f["verdict"] for f in report["findings"]} == {
        "decision_rate_difference": "fail", "decision_refusal_difference": "pass",
    }  # fmt: skip


def test_the_untouched_copy_is_not(folder):
    report = audited(folder, "untouched", 0)
    low, high = difference(report)["interval"]
    assert low < 0 < high
