"""Each module of logic has the test file of its name; the list of exceptions only shrinks.

`audits/statistics/ratios.py` has `tests/audits/statistics/test_ratios.py`; what must hold on both
databases may stand in `tests/contracts` instead. A module without logic (names, shapes, tables,
protocols) needs none.
"""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("audits", "service", "workers", "evenhand")
LIST = Path(__file__).with_name("without_test_file.txt")
# Complete: no module of these may be listed.
WHOLE = ("audits/statistics/", "audits/judging/", "service/", "workers/", "evenhand/")
# Declarations: the tables are compared with the migrations (`tests/contracts/test_records.py`).
DECLARED = ("service/records/tables/",)
# How many modules the list had when it was last shortened. Never raise it.
MOST_LISTED = 0


def is_logic(source):
    """Whether a function or method does something: more than its docstring, `...` or a raise."""
    functions = (
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    return any(not all(map(_is_nothing, node.body)) for node in functions)


def _is_nothing(statement):
    is_text = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    return is_text or isinstance(statement, ast.Raise | ast.Pass)


def modules_of_logic():
    return sorted(
        path.relative_to(ROOT)
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if path.name not in ("__init__.py", "__main__.py")
        and not str(path.relative_to(ROOT)).startswith(DECLARED)
        and is_logic(path.read_text("utf-8"))
    )


def has_test_file(module):
    name = f"test_{module.stem}.py"
    return (ROOT / "tests" / module.parent / name).exists() or (
        ROOT / "tests" / "contracts" / name
    ).exists()


def listed():
    lines = LIST.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def without_test_file():
    return [str(module) for module in modules_of_logic() if not has_test_file(module)]


def test_every_module_of_logic_has_its_test_file_or_is_listed():
    assert sorted(set(without_test_file()) - set(listed())) == [], "write tests/.../test_NAME.py"


def test_what_is_listed_has_no_test_file_yet():
    assert sorted(set(listed()) - set(without_test_file())) == [], "take it off the list"


def test_the_list_only_shrinks():
    assert len(listed()) == len(set(listed())) <= MOST_LISTED


@pytest.mark.parametrize("folder", WHOLE)
def test_what_is_whole_stays_whole(folder):
    assert [module for module in listed() if module.startswith(folder)] == []


@pytest.mark.parametrize(
    ("source", "logic"),
    [
        ("X = 1\n", False),
        ("class A(Error):\n    '''Refused.'''\n", False),
        ("class P(Protocol):\n    def f(self) -> int:\n        '''It.'''\n        ...\n", False),
        ("def f(x):\n    return x + 1\n", True),
        ("class A:\n    @property\n    def f(self):\n        return 1\n", True),
    ],
)
def test_logic_is_what_does_something(source, logic):
    assert is_logic(source) is logic
