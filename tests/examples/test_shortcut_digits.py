"""Two digit networks on the same pictures: the report says which one reads the digit."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.lazily import lazily

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "shortcut_digits"
for package in ("onnxruntime", "torch", "onnxscript"):
    lazily(package)


def run(*arguments, code=0):
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    found = subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert found.returncode == code, found.stdout[-2000:] + found.stderr[-2000:]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("digits")
    run(EXAMPLE / "prepare.py", "--out", made)
    return made


@pytest.mark.parametrize(("name", "code", "gate"), [("honest", 0, "pass"), ("shortcut", 1, "fail")])
def test_the_gate_tells_them_apart(folder, name, code, gate):
    out = folder / f"report-{name}"
    run("-m", "evenhand.cli", "audit", folder / f"{name}.yaml", "--out", out, code=code)
    report = json.loads((out / "report.json").read_text())
    assert report["gate"] == gate
    tones = {
        found["probe"]: found["content"]["tone"]
        for found in reversed(report["exhibits"])
        if found["kind"] == "statement"
    }
    expected = "clear" if name == "honest" else "flag"
    for probe in ("dependence", "worst_cells", "interventions"):
        assert tones[f"confounds.{probe}"] == expected
    page = (out / "report.html").read_text()
    said = {
        "honest": "None of 3 checks of the answers points at a shortcut. The dataset offers one.",
        "shortcut": "Consistent with a shortcut: 3 of 3 checks of the answers point at it.",
    }
    assert said[name] in page
    assert "data:image/png;base64," in page
