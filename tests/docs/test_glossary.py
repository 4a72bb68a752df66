"""Each word of the glossary is in the code under the name that the glossary gives."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
PACKAGES = ("audits", "service", "workers", "evenhand", "benchmarks", "tests")
NAMES = sorted(set(re.findall(r"`([\w.]+)`", " ".join(
    row.split("|")[3] for row in PAGE.splitlines() if row.startswith("| ") and row.count("|") >= 4
))))  # fmt: skip


def given(source):
    """Names that a file gives: of classes, functions, fields, arguments and members (`A.b`)."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef):
            yield node.name
            for member in node.body:
                names = [getattr(member, "name", None), getattr(member, "target", None)]
                names += getattr(member, "targets", [])
                for name in names:
                    yield f"{node.name}.{getattr(name, 'id', name)}"
        elif isinstance(node, ast.FunctionDef):
            yield node.name
            yield from (argument.arg for argument in (*node.args.args, *node.args.kwonlyargs))
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


@pytest.fixture(scope="module")
def known():
    paths = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    names = {name for path in paths for name in given(path.read_text(encoding="utf-8"))}
    return names | {path.stem for path in paths} | {path.parent.name for path in paths}


@pytest.mark.parametrize("name", NAMES)
def test_a_word_of_the_glossary_is_in_the_code(known, name):
    assert name in known


def test_words_stand_in_the_order_of_the_alphabet_and_once():
    first, second = PAGE.split("Words of the code")
    for table in (first, second):
        rows = [row.split("|")[1].strip() for row in table.splitlines() if row.startswith("| ")]
        words = [row.lower() for row in rows if row != "word"]
        assert words == sorted(set(words))
