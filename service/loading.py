"""Loading what serves for long: the garbage collector looks seldom until everything is there.

While modules are imported hardly anything becomes garbage, and the collector looks through all that
is there every 700 objects. Every 10,000 it costs half, and memory stays as it was; switched off, it
would leave 2 MB more. Afterwards it need not look through what was loaded while requests wait.
"""

import gc
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
SELDOM = 10_000  # objects more than before, between two looks


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
