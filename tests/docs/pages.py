"""The pages of the documentation, their blocks of code, and how a block is run."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "docs" / "tutorials").glob("*.md")),
]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
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


def shell(text: str, folder: Path, **environment: str) -> str:
    """What the lines printed in bash, which stops at the first that fails."""
    return run(["bash", "-euo", "pipefail", "-c", text], folder, **environment)


def run(command: list[str], folder: Path, **environment: str) -> str:
    """What it printed; a command that fails shows it."""
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=600, check=False,
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
             "PYTHONPATH": str(ROOT), **environment},
    )  # fmt: skip
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout
