"""A process that gave up its capabilities has none, and gets none back; capabilities(7)."""

import os
import subprocess
import sys

import pytest

STATUS = (
    "import os, sys; from workers.capabilities import drop; name = drop(); "
    "print(name, flush=True); os.execvp('cat', ['cat', '/proc/self/status'])"
)
HELD = ("CapInh", "CapPrm", "CapEff", "CapAmb")


def may_set_capabilities() -> bool:
    """Whether this process has CAP_SETPCAP, number 8."""
    with open("/proc/self/status") as status:
        (line,) = [line for line in status if line.startswith("CapEff")]
    return bool(int(line.split()[1], 16) >> 8 & 1)


def dropped(code: str = STATUS) -> dict[str, str]:
    """What a process says of itself; the first line under `layer`."""
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    fields = dict(line.split(":", 1) for line in said[1:] if ":" in line)
    return {"layer": said[0], **{name: value.strip() for name, value in fields.items()}}


def test_none_is_left_and_a_program_it_becomes_has_none() -> None:
    """`cat` is run after it: user 0 would get all of them back, were it not for the secure bits."""
    found = dropped()
    assert found["layer"] == "capabilities"
    assert {name: int(found[name], 16) for name in HELD} == dict.fromkeys(HELD, 0)


@pytest.mark.skipif(not may_set_capabilities(), reason="this process has nothing to bound")
def test_the_bounding_set_is_empty_and_the_bits_are_locked() -> None:
    assert int(dropped()["CapBnd"], 16) == 0
    # PR_GET_SECUREBITS is 27. NOROOT, NO_SETUID_FIXUP, NO_CAP_AMBIENT_RAISE and KEEP_CAPS' lock:
    # bits 0, 2, 6 with their locks 1, 3, 7, and 5.
    code = (
        "from workers.capabilities import drop; from workers.kernel import prctl; "
        "drop(); print(prctl(27))"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout
    assert int(printed) == sum(1 << bit for bit in (0, 1, 2, 3, 5, 6, 7))


@pytest.mark.skipif(os.geteuid() != 0, reason="only user 0 can give up what these need")
@pytest.mark.parametrize(
    "act", ["os.chown('.', 1, 1)", "os.setuid(1)", "os.chroot('/')", "os.setgroups([])"]
)
def test_what_needs_one_is_not_permitted_afterwards(act: str) -> None:
    code = (
        "import os; from workers.capabilities import drop\n"
        "drop()\n"
        f"try: {act}\n"
        "except PermissionError: print('denied')\n"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout
    assert printed.split() == [b"denied"]


def test_twice_is_once() -> None:
    code = STATUS.replace("name = drop()", "drop(); name = drop()")
    assert int(dropped(code)["CapEff"], 16) == 0
