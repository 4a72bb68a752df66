"""Code inside the child: every attempt, as root and not, with all layers and with each missing.

What remains where a layer is missing is documented; here the document is read and held to it.
"""

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from service.sandbox_layers import SANDBOX_LAYERS

HERE = Path(__file__).parent / "inside"
DOCUMENT = Path(__file__).parents[2] / "docs" / "decisions" / "untrusted-files.md"
KINDS = ("files", "processes", "sockets", "limits", "signals", "metadata")
LEAST = {
    "files": 25, "processes": 25, "sockets": 15, "limits": 20, "signals": 15, "metadata": 20,
}  # fmt: skip
IS_ROOT = os.getuid() == 0
# no_new_privs is since Linux 3.5 and cannot be taken away from those who load a filter.
TAKEN = tuple(layer for layer in SANDBOX_LAYERS if layer != "no_new_privs")
NOBODY = 65534
USERS = (0, NOBODY) if IS_ROOT else (os.getuid(),)

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux's walls")


@cache
def attacked(user: int, missing: str | None) -> dict[str, Any]:
    """All attempts in one child, on a machine without this layer, as this user."""
    asked = {"missing": missing, "user": user if user != os.getuid() else 0, "kinds": KINDS}
    done = subprocess.run(
        [sys.executable, str(HERE / "launch.py"), json.dumps(asked)],
        env={**os.environ, "PYTHONPATH": str(HERE.parents[2])},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    if "no mount namespace to be had" in done.stderr:
        pytest.skip("this root may not mount, and another user cannot read this interpreter")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    assert found["reason"] is None, found
    return found


def worked(found: dict[str, Any]) -> set[str]:
    return {
        one["name"] for one in found["attempts"] if one["kind"] in KINDS and one["error"] is None
    }


@cache
def documented() -> dict[str, set[str]]:
    """Layer -> attempts that work without it, from the table of the decision page."""
    rows = [line.split("|") for line in DOCUMENT.read_text(encoding="utf-8").splitlines()]
    named = {row[1].strip(" `"): row[2] for row in rows if len(row) == 4}
    return {
        layer: {name.strip(" `") for name in named[layer].split(",") if name.strip(" `")}
        for layer in SANDBOX_LAYERS
        if layer in named
    }


@pytest.mark.parametrize("user", USERS)
def test_nothing_works_where_all_layers_stand(user: int) -> None:
    found = attacked(user, None)
    if found["missing"]:
        pytest.skip(f"this machine lacks {found['missing']}")
    assert worked(found) == set()
    assert found["harmed"] == []


@pytest.mark.parametrize("user", USERS)
def test_what_a_model_needs_works_all_the_same(user: int) -> None:
    ordinary = [one for one in attacked(user, None)["attempts"] if one["kind"] == "ordinary"]
    assert len(ordinary) == 7
    assert [one for one in ordinary if one["error"] is not None] == []


@pytest.mark.parametrize("user", USERS)
@pytest.mark.parametrize("layer", TAKEN)
def test_without_a_layer_what_remains_is_documented(layer: str, user: int) -> None:
    found = attacked(user, layer)
    lacking = {reason.partition(":")[0] for reason in found["missing"]}
    assert layer in lacking, "the machine was to lack it"
    remains = set().union(*(documented()[one] for one in lacking))
    assert worked(found) <= remains
    assert found["harmed"] == []


def test_the_document_promises_no_more_than_is_so() -> None:
    """Each attempt it lists does work for somebody, so that the list is not a cloak."""
    seen: dict[str, set[str]] = {layer: set() for layer in TAKEN}
    for layer in TAKEN:
        for user in USERS:
            seen[layer] |= worked(attacked(user, layer))
    if not IS_ROOT:
        pytest.skip("some of it root alone can do")
    for layer in TAKEN:
        assert documented()[layer] <= seen[layer], layer


@pytest.mark.parametrize("kind", KINDS)
def test_the_attempts_are_many_and_each_is_refused_in_words(kind: str) -> None:
    found = [one for one in attacked(USERS[0], None)["attempts"] if one["kind"] == kind]
    assert len(found) >= LEAST[kind]
    mistakes = ("TypeError", "NameError", "AttributeError", "ImportError", "AssertionError")
    assert [one for one in found if (one["error"] or "").startswith(mistakes)] == []
