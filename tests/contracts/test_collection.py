"""Collecting the tests loads no package that takes seconds: the test that needs one loads it."""

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
# Half a second or more each; `tests/lazily.py` gives them by name.
SLOW = {
    "altair", "captum", "ctranslate2", "fairlearn", "lightgbm", "onnxruntime", "skimage",
    "skl2onnx", "torch", "transformers", "vl_convert", "weasyprint", "xgboost",
}  # fmt: skip


def loaded_at_import(source):
    """Packages that a file imports outside of functions."""
    waiting = list(ast.parse(source).body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield (node.module or "").partition(".")[0]
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            waiting.extend(child for child in ast.iter_child_nodes(node))


def asked_at_import(source):
    """Names of `lazily` packages that are asked for something outside of functions."""
    tree = ast.parse(source)
    lazy = {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        and ast.unparse(node.value.func) == "lazily"
        for target in node.targets
    }  # fmt: skip
    waiting = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) in lazy:
            yield ast.unparse(node)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            waiting += [*node.decorator_list, *node.args.defaults, *node.args.kw_defaults]
        elif isinstance(node, ast.AST) and not isinstance(node, ast.Lambda):
            waiting.extend(ast.iter_child_nodes(node))


def test_what_is_lazily_loaded_is_asked_in_functions_alone():
    asked = {
        str(path.relative_to(TESTS)): sorted(set(asked_at_import(path.read_text("utf-8"))))
        for path in TESTS.rglob("*.py")
    }
    assert {path: names for path, names in asked.items() if names} == {}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("x = torch.nn", ["torch.nn"]), ("def f():\n    torch.nn", []),
        ("@mark(torch.nn)\ndef f(): ...", ["torch.nn"]), ("def f(x=torch.nn): ...", ["torch.nn"]),
        ("class A(torch.Module): ...", ["torch.Module"]), ("f = lambda: torch.nn", []),
        ("other.torch.nn", []),
    ],
)  # fmt: skip
def test_a_question_outside_of_functions_is_found(line, expected):
    assert list(asked_at_import(f'torch = lazily("torch")\n{line}')) == expected


def test_no_file_of_tests_loads_a_slow_package_when_it_is_collected():
    slow = {
        str(path.relative_to(TESTS)): sorted(SLOW & set(loaded_at_import(path.read_text("utf-8"))))
        for path in TESTS.rglob("*.py")
    }
    assert {path: packages for path, packages in slow.items() if packages} == {}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import torch.nn as nn", {"torch"}), ("from torch import nn", {"torch"}),
        ("if True:\n    import torch", {"torch"}), ("def f():\n    import torch", set()),
        ("class A:\n    import torch", {"torch"}), ('torch = lazily("torch")', set()),
    ],
)  # fmt: skip
def test_an_import_outside_of_functions_is_found(source, expected):
    assert set(loaded_at_import(source)) == expected
