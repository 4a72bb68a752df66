"""What of the machine a process can see once it is separate; namespaces(7)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CHILD = """
import os, socket, sys
from pathlib import Path
from workers import namespaces
print(namespaces.leave_network())
print(",".join(sorted(name for _, name in socket.if_nameindex())))
print(os.readlink("/proc/self/ns/net") != sys.argv[1])
"""


def may_leave_network() -> bool:
    code = "from workers import namespaces; raise SystemExit(not namespaces.leave_network())"
    return subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.skipif(not may_leave_network(), reason="this user may make no network namespace")
def test_a_network_of_ones_own_has_no_interface_that_leads_anywhere() -> None:
    ours = os.readlink("/proc/self/ns/net")
    said = subprocess.run(
        [sys.executable, "-c", CHILD, ours], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert said[0] == "True"
    # Only the loopback that every new network has, and tunnels that some kernels add, all down.
    assert "eth0" not in said[1].split(",")
    assert "lo" in said[1].split(",")
    assert said[2] == "True"
    assert os.readlink("/proc/self/ns/net") == ours  # this process is where it was


ROOTED = """
import sys
from pathlib import Path
from workers import namespaces
given, scratch = map(Path, sys.argv[1:3])
try:
    namespaces.become_user("/proc/self")
    layer = namespaces.private_root([given], scratch, uses_gpu=False)
except OSError as error:
    print("cannot", error)
    raise SystemExit
print(layer)
print(given.read_text())
print(Path(sys.argv[3]).exists(), Path("/var").exists())
(scratch / "made").write_text("x")
try:
    given.write_text("changed")
    print("written")
except OSError:
    print("refused")
"""


def test_a_root_of_its_own_holds_what_was_given_and_no_home(tmp_path: Path) -> None:
    given, scratch, other = tmp_path / "given", tmp_path / "scratch", tmp_path / "other"
    given.write_text("data")
    other.write_text("secret")
    scratch.mkdir()
    said = subprocess.run(
        [sys.executable, "-c", ROOTED, *map(str, (given, scratch, other))],
        capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    if said[0].startswith("cannot"):
        pytest.skip(f"this machine: {said[0]}")
    assert said == ["private_root", "data", "False False", "refused"]
    assert (scratch / "made").read_text() == "x"
    assert given.read_text() == "data"
