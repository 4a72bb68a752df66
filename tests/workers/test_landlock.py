"""Which files a process may still open; landlock(7)."""

import subprocess
import sys
from pathlib import Path

import pytest

from workers import landlock


def has_landlock() -> bool:
    try:
        return landlock.version() > 0
    except OSError:
        return False


pytestmark = pytest.mark.skipif(not has_landlock(), reason="this kernel has no Landlock")

CHILD = """
import os, socket, sys
from pathlib import Path
from workers import capabilities, landlock
from workers.kernel import prctl
given, scratch, secret = map(Path, sys.argv[1:])
prctl(38, 1)  # no_new_privs, which landlock(7) demands
print(landlock.restrict([given], scratch, uses_gpu=False))
def tried(act):
    try:
        act()
    except OSError as error:
        return type(error).__name__
    return "done"
print(tried(lambda: given.read_bytes()))
print(tried(lambda: given.write_bytes(b"x")))
print(tried(lambda: secret.read_bytes()))
print(tried(lambda: (scratch / "made").write_bytes(b"x")))
print(tried(lambda: os.symlink("/etc/passwd", scratch / "link")))
print(tried(lambda: os.mkfifo(scratch / "pipe")))
print(tried(lambda: list(Path("/root").iterdir())))
"""


def test_what_was_given_is_read_and_the_scratch_folder_written_and_nothing_else(
    tmp_path: Path,
) -> None:
    given, scratch, secret = tmp_path / "given", tmp_path / "scratch", tmp_path / "secret"
    given.write_bytes(b"data")
    secret.write_bytes(b"secret")
    scratch.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", CHILD, *map(str, (given, scratch, secret))],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    layer, *acts = done.stdout.splitlines()
    assert layer == f"landlock {landlock.version()}"
    refused = "PermissionError"
    assert acts == ["done", refused, refused, "done", refused, refused, refused]
    assert given.read_bytes() == b"data"
