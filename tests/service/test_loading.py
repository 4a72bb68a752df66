"""Loading without collecting."""

import gc
import weakref

import pytest

from service.loading import load


class Knot:
    """Garbage that only the collector can see: it holds itself."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def thaw():
    yield
    gc.enable()
    gc.unfreeze()


def test_the_collector_waits_while_it_loads_and_takes_the_garbage_afterwards():
    knots = []

    def make():
        assert not gc.isenabled()
        knots.append(weakref.ref(Knot()))
        assert knots[0]() is not None
        return "made"

    assert load(make) == "made"
    assert gc.isenabled()
    assert knots[0]() is None


def test_what_was_loaded_is_looked_through_no_more():
    before = gc.get_freeze_count()
    load(lambda: None)
    assert gc.get_freeze_count() > before


def test_what_cannot_be_loaded_leaves_the_collector_as_it_was():
    with pytest.raises(ModuleNotFoundError):
        load(lambda: __import__("no_such_module_anywhere"))
    assert gc.isenabled()
    gc.disable()
    load(lambda: None)
    assert not gc.isenabled()
