"""The walls stand, or it is said which do not."""

import os
from pathlib import Path

import pytest

from service.sandbox_layers import SANDBOX_LAYERS
from tests.workers.test_sandbox import _tasks, ran

__all__ = ["_tasks"]  # fixtures


def test_the_walls_stand(tmp_path: Path) -> None:
    for name in ("scratch", "others"):
        (tmp_path / name).mkdir()
    other, given = tmp_path / "others" / "secret.txt", tmp_path / "given.txt"
    other.write_text("secret")
    given.write_text("given")
    outcome = ran(
        "attempts",
        tmp_path / "scratch",
        {"other": str(other), "given": str(given), "parent": os.getpid()},
        read_only=[given],
    )
    assert outcome.reason is None, outcome
    if outcome.missing:
        pytest.skip(f"this machine lacks {outcome.missing}")
    allowed = {name for name, found in outcome.result.items() if found == "ok"}
    assert allowed == {"read_given", "write_scratch", "thread"}, outcome.result
    assert other.read_text() == "secret"
    assert [layer.split()[0] for layer in outcome.layers] == [*SANDBOX_LAYERS]
