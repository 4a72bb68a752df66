"""Every probe there is: one module under `audits.probes`, one probe."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import walk_packages
from types import MappingProxyType

from audits import probes
from audits.probe import Probe


@cache
def catalog() -> Mapping[str, Probe]:
    """All probes by name, in the order of the folders; imports every probe module."""
    modules = sorted(
        found.name
        for found in walk_packages(probes.__path__, f"{probes.__name__}.")
        if not found.ispkg
    )
    found = {}
    for name in modules:
        items = [item for item in vars(import_module(name)).values() if isinstance(item, Probe)]
        (probe,) = [item for item in items if item.measure.__module__ == name]
        found[probe.name] = probe
    return MappingProxyType(found)
