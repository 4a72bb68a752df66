"""Scripts that no test runs still import names that are there: a rename reaches them too."""

import ast
import importlib
from pathlib import Path

import pytest

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
