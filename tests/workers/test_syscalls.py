"""The filter by itself, in a process with no other wall."""

import errno
import json
import subprocess
import sys

import pytest

from tests.lazily import lazily

lazily("pyseccomp")

ASKING = """
import fcntl, json, socket, sys
from workers import syscalls
from workers.kernel import prctl

uses_gpu, *requests = json.loads(sys.argv[1])
prctl(38, 1)
syscalls.install(uses_gpu=uses_gpu)
pair, _ = socket.socketpair()
found = []
for request in requests:
    try:
        fcntl.ioctl(pair, request, bytes(64))
        found.append(0)
    except OSError as error:
        found.append(error.errno)
print(json.dumps(found))
"""
# FIOSETOWN, SIOCSPGRP, FIOASYNC, TIOCSTI, TIOCSCTTY, SIOCGIFCONF; what a GPU's driver is asked
# (NV_ESC_RM_CONTROL, UVM_INITIALIZE, UVM_CREATE_RANGE_GROUP): a socket knows none of these.
HARMFUL = (0x8901, 0x8902, 0x5452, 0x5412, 0x540E, 0x8912)
DRIVER = (0xC020462A, 0x30000001, 23)


@pytest.mark.parametrize("uses_gpu", [False, True])
def test_what_may_be_asked_of_a_device(uses_gpu: bool) -> None:
    asked = json.dumps([uses_gpu, *HARMFUL, *DRIVER])
    done = subprocess.run(
        [sys.executable, "-c", ASKING, asked], capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout)
    assert found[: len(HARMFUL)] == [errno.EPERM] * len(HARMFUL)
    passed = errno.ENOTTY if uses_gpu else errno.EPERM
    assert found[len(HARMFUL) :] == [passed] * len(DRIVER)
