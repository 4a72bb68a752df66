"""The service's errors are one tree, and each name stands for one idea."""

import ast
from collections import Counter
from functools import cache
from pathlib import Path

SERVICE = Path(__file__).parents[2] / "service"


@cache
def trees() -> tuple[tuple[Path, ast.Module], ...]:
    return tuple((path, ast.parse(path.read_text("utf-8"))) for path in SERVICE.rglob("*.py"))


@cache
def classes() -> tuple[ast.ClassDef, ...]:
    return tuple(n for _, tree in trees() for n in ast.walk(tree) if isinstance(n, ast.ClassDef))


@cache
def bases() -> dict[str, set[str]]:
    return {node.name: {ast.unparse(base) for base in node.bases} for node in classes()}


def ancestors(name: str) -> set[str]:
    above = bases().get(name, set())
    return above.union(*map(ancestors, above))


@cache
def errors() -> set[str]:
    return {n for n in bases() if any(a.endswith(("Exception", "Error")) for a in ancestors(n))}


def test_every_error_has_the_one_root() -> None:
    assert {name for name in errors() if "Failure" not in ancestors(name)} == {"Failure"}
    assert {"ServiceError", "RecordsError", "ArtifactError", "SettingRefused"} <= errors()


def test_no_two_errors_share_a_name() -> None:
    counts = Counter(node.name for node in classes() if node.name in errors())
    assert [name for name, count in counts.items() if count > 1] == []


def test_no_error_is_renamed_at_its_import() -> None:
    renamed = [
        f"{path.name}: {alias.name} as {alias.asname}"
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name in errors() and alias.asname
    ]
    assert renamed == []
