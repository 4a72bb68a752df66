"""The arrows between rooms: no cycle, few floors; each contract catches what it is there for."""

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from graphlib import TopologicalSorter
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("audits", "service", "workers", "evenhand")
FLOORS = 8
OWN_FILES = 8

# One forbidden line a module, and the contract that must name it.
VIOLATIONS = {
    "a topic room names a framework": (
        "audits/explanations/lime.py", "import torch", "frameworks are named",
    ),
    "the report names a framework": (
        "audits/report/html.py", "import onnxruntime", "frameworks are named",
    ),
    "a worker names a framework": (
        "workers/auditing.py", "import transformers", "frameworks are named",
    ),
    "a probe judges": (
        "audits/probes/fairness/ranking.py", "from audits.judging.policy import judge",
        "knows nothing of verdicts",
    ),
    "a topic room draws a page": (
        "audits/confounds/leakage.py", "from audits.report.html import render",
        "knows nothing of verdicts",
    ),
    "a model knows the report": (
        "audits/models/malloc.py", "import audits.report.view", "room by room",
    ),
    "statistics know a report": (
        "audits/statistics/intervals.py", "import audits.report.number_format", "room by room",
    ),
    "statistics know a plan": (
        "audits/statistics/shares.py", "import audits.planning.plan", "room by room",
    ),
    "rows know a plan": ("audits/data/dataset.py", "import audits.planning.plan", "room by room"),
    "a specification knows rows": (
        "audits/specification/roles.py", "import audits.data.dataset", "room by room",
    ),
    "one topic room knows another": (
        "audits/language/identity_terms.py", "import audits.translation.word_lists",
        "room by room",
    ),
    "judging knows the report": (
        "audits/judging/findings.py", "import audits.report.view", "room by room",
    ),
    "an import inside a function counts": (
        "audits/perturbations/images.py",
        "def later() -> None:\n    import audits.probing.probe", "room by room",
    ),
    "a type-checking import counts": (
        "audits/planning/steps.py",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import audits.probing.probe",
        "room by room",
    ),
    "one probe knows another": (
        "audits/probes/fairness/ranking.py", "import audits.probes.fairness.calibration",
        "probes do not know each other",
    ),
    "an audit speaks HTTP": ("audits/models/opening.py", "import httpx", "audits is pure"),
    "a worker speaks SQL": ("workers/execution.py", "import sqlalchemy", "only the records"),
    "a page speaks SQL": ("service/web/rendering.py", "import sqlalchemy", "only the records"),
    "the queue speaks HTTP": ("service/queue.py", "import httpx", "the network is reached"),
    "the API loads numpy": ("service/app.py", "import numpy", "without numpy"),
    "the API loads numpy through another room": (
        "service/app.py", "import audits.data.dataset", "without numpy",
    ),
    "the API draws a page": (
        "service/api/reports.py", "import service.web.rendering", "the API knows no page",
    ),
    "a page asks the API": (
        "service/web/pages/audit.py", "from service.api.audits import get_gate",
        "the pages know no route",
    ),
    "an answer is drawn as a page": (
        "service/answers/reports.py", "import service.web.rendering", "knows neither",
    ),
    "a worker serves HTTP": ("workers/tasks.py", "import flask", "workers serve no HTTP"),
    "audits know the service": ("audits/running/run.py", "import service.queue", "one direction"),
}  # fmt: skip


@pytest.fixture(scope="module")
def arrows() -> Mapping[str, set[str]]:
    """Every module with what it imports, inside functions and for types alone, too."""
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    return {name: graph.find_modules_directly_imported_by(name) for name in graph.modules}


def test_no_module_imports_itself_by_a_detour(arrows: Mapping[str, set[str]]) -> None:
    TopologicalSorter(arrows).prepare()


def test_audits_stands_on_few_floors(arrows: Mapping[str, set[str]]) -> None:
    rooms: dict[str, set[str]] = {}
    for module, imported in arrows.items():
        for other in imported:
            if module.startswith("audits.") and other.startswith("audits."):
                ends = _room(module), _room(other)
                rooms.setdefault(ends[0], set()).update(set(ends[1:]) - set(ends[:1]))
    floors: dict[str, int] = {}
    for room in TopologicalSorter(rooms).static_order():
        floors[room] = 1 + max((floors[below] for below in rooms.get(room, ())), default=0)
    assert max(floors.values()) <= FLOORS, sorted(floors.items(), key=lambda pair: pair[1])


def test_few_files_lie_outside_a_room() -> None:
    assert len(list((ROOT / "audits").glob("*.py"))) <= OWN_FILES


def test_each_room_says_what_lives_there() -> None:
    for room in sorted((ROOT / "audits").iterdir()):
        if room.is_dir() and room.name != "__pycache__":
            source = (room / "__init__.py").read_text(encoding="utf-8")
            docstring = ast.get_docstring(ast.parse(source)) or ""
            # What lives there, and what it may use or must not know.
            assert len(re.findall(r"[.!?](?=\s|$)", docstring)) >= 2, room.name


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The four packages beside their contracts, where a line can be planted."""
    folder = tmp_path_factory.mktemp("house")
    for package in PACKAGES:
        shutil.copytree(
            ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__", "built")
        )
    shutil.copy(ROOT / "pyproject.toml", folder)
    said = _lint(folder)
    assert said.returncode == 0, said.stdout
    return folder


@pytest.mark.parametrize(
    ("module", "line", "contract"), list(VIOLATIONS.values()), ids=list(VIOLATIONS)
)
def test_a_planted_violation_is_caught(copy: Path, module: str, line: str, contract: str) -> None:
    path = copy / module
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text}\n{line}\n", encoding="utf-8")
    try:
        said = _lint(copy)
    finally:
        path.write_text(text, encoding="utf-8")
    broken = [row for row in said.stdout.splitlines() if "BROKEN" in row]
    assert said.returncode == 1, said.stdout
    assert any(contract in row for row in broken), broken


def _room(module: str) -> str:
    return ".".join(module.split(".")[:2])


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    lint = Path(sys.executable).parent / "lint-imports"
    return subprocess.run(
        [str(lint)], cwd=folder, env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
