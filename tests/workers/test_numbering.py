"""Process numbers of their own: a child sees itself and the one that waits, and nobody else."""

import os
import subprocess
import sys

import pytest

CHILD = """
import os, sys
from workers.numbering import Numbering
numbering = Numbering()
if numbering.missing is not None:
    print("missing", numbering.missing)
    raise SystemExit
read, write = os.pipe()
child = numbering.fork()
if child == 0:
    try:
        os.kill(int(sys.argv[1]), 0)
        seen = True
    except ProcessLookupError:
        seen = False
    os.write(write, f"{os.getpid()} {seen}".encode())
    os._exit(0)
_, status = os.waitpid(child, 0)
print(os.read(read, 99).decode(), child != 0, status)
os.kill(numbering.first, 0)
second = numbering.fork()
if second == 0:
    os._exit(0)
print(os.waitpid(second, 0)[1])
"""


def test_a_child_has_a_small_number_and_can_name_no_process_outside() -> None:
    said = subprocess.run(
        [sys.executable, "-c", CHILD, str(os.getpid())], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    if said[0].startswith("missing"):
        pytest.skip(f"this machine: {said[0]}")
    number, seen, is_parent, status = said[0].split()
    assert int(number) < 10  # the first process is 1
    assert (seen, is_parent, status) == ("False", "True", "0")
    assert said[1] == "0"  # and another one can be made
