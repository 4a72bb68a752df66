"""Every block of code in the README and the guides is run, or says here why a test cannot."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from audits.specification.parsing import parse_document
from tests.end_to_end.running import api
from tests.local_hosts import LOCAL

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
RUN = {
    ("README.md", "sh"): "below",
    ("README.md", "yaml"): "below",
    ("python.md", "python"): "below",
    ("python.md", "sh"): "below",
    ("document.md", "yaml"): "below",
    ("api.md", "sh"): "below",
    ("adding_a_probe.md", "python"): "tests/contracts/test_adding_a_probe.py",
    ("adding_a_model.md", "python"): "its functions have no bodies: a shape to fill in",
    ("adding_an_export.md", "python"): "its function has no body: a shape to fill in",
    ("operation.md", "sh"): "tests/integration/test_backup.py, tests/evenhand/test_verifying.py: "
    "they need a service with a past and its keys",
}
# Sound decisions about 4,000 people: nineteen of twenty are right, of whatever sex and age.
PEOPLE = """
import numpy as np, pandas as pd
rng = np.random.default_rng(0)
frame = pd.DataFrame({
    "sex": rng.choice(["female", "male"], 4000), "age": rng.integers(18, 91, 4000),
    "income": rng.normal(30, 8, 4000).round(2),
})
frame["outcome"] = np.where(frame["income"] > 30, "yes", "no")
wrong = rng.random(4000) < 0.05
other = np.where(frame["outcome"] == "yes", "no", "yes")
frame["decision"] = np.where(wrong, other, frame["outcome"])
"""


def blocks(name: str, language: str) -> list[str]:
    (page,) = (path for path in PAGES if path.name == name)
    found = BLOCK.findall(page.read_text(encoding="utf-8"))
    return [text for kind, text in found if kind == language]


def test_every_block_is_run_or_says_why_not() -> None:
    there = {
        (page.name, kind)
        for page in PAGES
        for kind, _ in BLOCK.findall(page.read_text(encoding="utf-8"))
    }
    assert there == set(RUN)


def run(command: list[str], folder: Path, **environment: str) -> str:
    """What it printed; a command that fails shows it."""
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=600, check=False,
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
             "PYTHONPATH": str(ROOT), **environment},
    )  # fmt: skip
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with people.csv, and the environment where the README expects it."""
    script = f"{PEOPLE}frame.to_csv('people.csv', index=False)\n"
    run([sys.executable, "-c", script], tmp_path)
    (tmp_path / ".venv").symlink_to(Path(sys.executable).parents[1])
    return tmp_path


def test_the_readme_gives_a_verdict_and_its_document_is_one(folder: Path) -> None:
    demo, table, audit = blocks("README.md", "sh")
    assert "script/demo" in demo  # tests/evenhand/test_demo.py
    (document,) = blocks("README.md", "yaml")
    (folder / "audit.yaml").write_text(document, encoding="utf-8")
    shown = run(["bash", "-euo", "pipefail", "-c", table + audit], folder)
    assert shown.count("PASS") >= 2, shown


def test_the_page_on_python_runs_from_top_to_bottom(tmp_path: Path) -> None:
    first, values, models, marked = blocks("python.md", "python")
    assert "@pytest.mark.evenhand" in marked  # tests/evenhand/test_pytest_plugin.py
    script = f"""
import evenhand
from functools import partial
from sklearn.linear_model import LogisticRegression
{PEOPLE}
frame["outcome"] = (frame["outcome"] == "yes").astype(int)
frame["decision"] = (frame["decision"] == "yes").astype(int)
X, y = frame[["sex", "age", "income"]], frame["outcome"]
class Numbers(LogisticRegression):
    def fit(self, rows, y): return super().fit(rows[["age", "income"]], y)
    def predict(self, rows): return super().predict(rows[["age", "income"]])
model = Numbers().fit(X, y)
pipeline = LogisticRegression().fit(X[["age", "income"]], y)
score = lambda rows: pipeline.predict_proba(rows)[:, 1]
# What asks the model again and again is shown by its own tests.
whole, evenhand.audit = evenhand.audit, partial(
    evenhand.audit, progress=False, probes=["fairness.error_rates", "fairness.selection_rate",
                                            "imbalance.accuracy_against_majority"])
{first}
{values}
{models}
print(report.gate)
"""
    assert run([sys.executable, "-c", script], tmp_path).splitlines()[-1] == "pass"


def test_the_page_on_python_ends_on_the_command_line(folder: Path) -> None:
    (shell,) = blocks("python.md", "sh")
    assert "PASS" in run(["bash", "-euo", "pipefail", "-c", shell], folder)
    assert "label" in (folder / "audit.yaml").read_text(encoding="utf-8")


def test_the_documents_page_shows_a_document() -> None:
    (text,) = blocks("document.md", "yaml")
    assert parse_document(yaml.safe_load(text)).dataset.columns["sex"].reference == "male"


@pytest.mark.allow_hosts(LOCAL)
def test_the_requests_of_the_api_page_are_answered(folder: Path) -> None:
    (shell,) = blocks("api.md", "sh")
    upload, *rest = re.sub(r"\\\n\s*", "", shell).splitlines()
    with api(folder / "home") as running:
        script = f"{upload} -fsS > data.json\ncat data.json\n"
        given = {"KEY": running.key, "SERVER": running.url}
        run(["bash", "-euo", "pipefail", "-c", script], folder, **given)
        (document,) = blocks("README.md", "yaml")
        named = document.replace("path: people.csv", "name: people")
        (folder / "audit.yaml").write_text(named, encoding="utf-8")
        # No worker has looked into the table yet: the second says so, and the third knows no audit.
        answers = [
            run(["bash", "-euo", "pipefail", "-c", f"{line} -sS"], folder, **given) for line in rest
        ]
    assert '"inspection_pending"' in answers[0], answers[0]
    assert '"not_found"' in answers[1], answers[1]
