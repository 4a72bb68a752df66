"""Packages of seconds to import, loaded by the test that needs them and not by collecting it."""

from importlib import import_module
from importlib.util import find_spec

import pytest


class Lazily:
    """A module of that name; the first thing asked of it imports it."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, wanted: str) -> object:
        if wanted.startswith(("_", "pytest")):
            # What collecting asks of every name of a file; nobody here asks for what is private.
            raise AttributeError(wanted)
        return getattr(import_module(self._name), wanted)


def lazily(name: str) -> Lazily:
    """The package, or a module of it; a machine without the package skips the tests of the file."""
    package = name.partition(".")[0]
    if find_spec(package) is None:
        pytest.skip(f"{package} is not installed", allow_module_level=True)
    return Lazily(name)
