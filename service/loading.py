"""Loading what serves for long: the garbage collector looks seldom until everything is there.

While modules are imported hardly anything becomes garbage, and the collector looks through all that
is there every 700 objects. Every 10,000 it costs half, and memory stays as it was; switched off, it
would leave 2 MB more. Afterwards it need not look through what was loaded while requests wait.
"""

import ctypes
import gc
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
SELDOM = 10_000  # objects more than before, between two looks
# `M_ARENA_MAX` and `M_MMAP_THRESHOLD` of glibc's malloc.h, and `mallopt`'s answer where it took it.
_ARENAS, _MAPPED_FROM, _TAKEN = -8, -3, 1
LARGE_BYTES = 1 << 17


def load(make: Callable[[], T]) -> T:
    """What `make` returns, made with few collections; what is then there is looked at no more."""
    usual = gc.get_threshold()
    gc.set_threshold(SELDOM, *usual[1:])
    try:
        return make()
    finally:
        gc.collect()
        gc.freeze()
        gc.set_threshold(*usual)


def share_one_heap() -> bool:
    """Let every thread allocate from one heap; false where the C library has no such setting.

    Each thread would have a heap of its own, which keeps what one large answer needed for good.
    What is large is given back when it is let go: left to itself the library moves that bound up.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return False
    taken = mallopt(_ARENAS, 1), mallopt(_MAPPED_FROM, LARGE_BYTES)
    return taken == (_TAKEN, _TAKEN)
