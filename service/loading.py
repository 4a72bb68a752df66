"""Loading what serves for long: the garbage collector waits until everything is there.

While modules are imported almost nothing becomes garbage, and the collector looks through all that
is there again and again: a fifth of what starting costs. Afterwards it need not look through the
loaded code while requests wait for it.
"""

import gc
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def load(make: Callable[[], T]) -> T:
    """What `make` returns, made without collecting; what is then there is collected no more."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        return make()
    finally:
        gc.collect()
        gc.freeze()
        if enabled:
            gc.enable()
