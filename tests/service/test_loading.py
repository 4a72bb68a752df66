"""Loading with few collections."""

import gc
import platform
import subprocess
import sys
import weakref

import pytest

from service.loading import load, share_one_heap


class Knot:
    """Garbage that only the collector can see: it holds itself."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def thaw():
    usual = gc.get_threshold()
    yield
    gc.set_threshold(*usual)
    gc.unfreeze()


def looks(work):
    """How often the collector looks at the youngest objects meanwhile."""
    before = gc.get_stats()[0]["collections"]
    work()
    return gc.get_stats()[0]["collections"] - before


def test_the_collector_looks_seldom_while_it_loads_and_as_before_afterwards():
    def make():
        return [[] for _ in range(50_000)]

    gc.set_threshold(700, 10, 10)
    often = looks(make)
    assert looks(lambda: load(make)) < often / 10
    assert gc.get_threshold() == (700, 10, 10)


def test_what_was_loaded_is_looked_through_no_more_and_garbage_is_gone():
    knots = []

    def make():
        knots.append(weakref.ref(Knot()))
        return "made"

    before = gc.get_freeze_count()
    assert load(make) == "made"
    assert gc.get_freeze_count() > before
    assert knots[0]() is None


def test_what_cannot_be_loaded_leaves_the_collector_as_it_was():
    usual = gc.get_threshold()
    with pytest.raises(ModuleNotFoundError):
        load(lambda: __import__("no_such_module_anywhere"))
    assert gc.get_threshold() == usual


# Threads that allocate at once, and the heaps that the C library then tells of.
HEAPS = """
import ctypes, sys, threading
from service.loading import share_one_heap

if sys.argv[1:]:
    assert share_one_heap()
library = ctypes.CDLL(None)
library.malloc.restype = ctypes.c_void_p
together = threading.Barrier(4)

def allocate():
    together.wait()
    for _ in range(2000):
        library.malloc(5000)
    together.wait()

threads = [threading.Thread(target=allocate) for _ in range(4)]
for each in threads:
    each.start()
for each in threads:
    each.join()
library.malloc_stats()
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc has heaps a thread")
def test_threads_allocate_from_one_heap():
    def heaps(*asked: str) -> int:
        ran = subprocess.run(
            [sys.executable, "-c", HEAPS, *asked], check=True, capture_output=True, text=True
        )
        return ran.stderr.count("Arena ")

    assert heaps() > 1
    assert heaps("one") == 1


def test_where_the_library_cannot_it_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("ctypes.CDLL", lambda name: object())
    assert share_one_heap() is False
