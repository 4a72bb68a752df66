"""Every capability of a process given up for good; capabilities(7)."""

import ctypes
import struct
from contextlib import suppress

from workers.kernel import failure, libc, prctl

_PR_CAPBSET_DROP, _PR_SET_SECUREBITS, _PR_CAP_AMBIENT = 24, 28, 47
_AMBIENT_CLEAR_ALL = 4
# No capability for user 0, none kept over a change of user, none raised again; each locked.
_SECURE_BITS = 0b11101111
_VERSION_3 = 0x20080522
_MOST = 64


def drop() -> str:
    """Give up all of them, and the bounding set where that is allowed; the layer's name."""
    call = libc().prctl  # forty times, in each child
    for one in range(_MOST):
        if call(_PR_CAPBSET_DROP, one, 0, 0, 0):
            break  # the last one, or no right to: then there is nothing to lose
    with suppress(OSError):
        prctl(_PR_SET_SECUREBITS, _SECURE_BITS)
    with suppress(OSError):
        prctl(_PR_CAP_AMBIENT, _AMBIENT_CLEAR_ALL)
    header = ctypes.create_string_buffer(struct.pack("Ii", _VERSION_3, 0))
    if libc().capset(header, ctypes.create_string_buffer(24)):
        raise failure()
    return "capabilities"
