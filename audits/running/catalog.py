"""Every probe there is: one module under `audits.probes`, one probe."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import walk_packages
from types import MappingProxyType

from audits import probes
from audits.probing.probe import Probe


@cache
def catalog() -> Mapping[str, Probe]:
    """All probes by name, in the order of the folders; imports every probe module."""
    modules = sorted(
        all_probes.name
        for all_probes in walk_packages(probes.__path__, f"{probes.__name__}.")
        if not all_probes.ispkg
    )
    all_probes = [find(name.removeprefix(f"{probes.__name__}.")) for name in modules]
    return MappingProxyType({probe.name: probe for probe in all_probes})


def find(name: str) -> Probe:
    """One probe, importing its module alone. The name must stand in the probe manifest."""
    module = import_module(f"{probes.__name__}.{name}")
    (probe,) = (
        item
        for item in vars(module).values()
        if isinstance(item, Probe) and item.measure.__module__ == module.__name__
    )
    return probe
