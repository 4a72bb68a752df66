"""Scripts that no test runs still import names that are there: a rename reaches them too."""

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import help_of

ROOT = Path(__file__).parents[2]
PACKAGES = ("audits", "service", "workers", "evenhand")
SCRIPTS = sorted(
    path for folder in ("benchmarks", "examples") for path in (ROOT / folder).rglob("*.py")
)


def missing_names(source):
    """Every name that a source imports from our packages and that is not there."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in PACKAGES:
            module = importlib.import_module(node.module)
            for alias in node.names:
                if not hasattr(module, alias.name):
                    try:
                        importlib.import_module(f"{node.module}.{alias.name}")
                    except ModuleNotFoundError:
                        yield f"{node.module}.{alias.name}"


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_a_script_imports_is_there(path):
    assert list(missing_names(path.read_text("utf-8"))) == []


def test_a_name_that_is_not_there_is_seen():
    assert list(missing_names("from audits.errors import Refused, Nothing")) == [
        "audits.errors.Nothing"
    ]


BENCHMARKS = [path for path in SCRIPTS if path.parent.name == "benchmarks"]


@pytest.mark.parametrize("path", BENCHMARKS, ids=lambda path: path.stem)
def test_a_benchmark_says_what_it_does(path):
    """Those with argparse say it by that; packages are no commands."""
    command = ["python", "-m", f"benchmarks.{path.stem}"]
    assert help_of(command) is None
    source = path.read_text("utf-8")
    told = help_of([*command, "--help"])
    assert told == (None if "argparse" in source else ast.get_docstring(ast.parse(source)))
    if "sys.argv" in source and told is not None:
        assert len(told) > 60


def test_help_is_printed_before_anything_runs():
    command = [sys.executable, "-m", "benchmarks.bench_endpoint", "--help"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    assert "[requests] [concurrency] [milliseconds] [turns]" in done.stdout
    assert done.stderr == ""
