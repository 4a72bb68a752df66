"""The service's errors are one tree, and each name stands for one idea."""

import ast
from collections import Counter
from pathlib import Path

SERVICE = Path(__file__).parents[2] / "service"
TREES = [(path, ast.parse(path.read_text(encoding="utf-8"))) for path in SERVICE.rglob("*.py")]
CLASSES = [node for _, tree in TREES for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
BASES = {node.name: {ast.unparse(base) for base in node.bases} for node in CLASSES}


def ancestors(name: str) -> set[str]:
    above = BASES.get(name, set())
    return above.union(*map(ancestors, above))


ERRORS = {
    name for name in BASES if any(a.endswith(("Exception", "Error")) for a in ancestors(name))
}


def test_every_error_has_the_one_root() -> None:
    assert {name for name in ERRORS if "Failure" not in ancestors(name)} == {"Failure"}
    assert {"ServiceError", "RecordsError", "ArtifactError", "SettingRefused"} <= ERRORS


def test_no_two_errors_share_a_name() -> None:
    counts = Counter(node.name for node in CLASSES if node.name in ERRORS)
    assert [name for name, count in counts.items() if count > 1] == []


def test_no_error_is_renamed_at_its_import() -> None:
    renamed = [
        f"{path.name}: {alias.name} as {alias.asname}"
        for path, tree in TREES
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name in ERRORS and alias.asname
    ]
    assert renamed == []
