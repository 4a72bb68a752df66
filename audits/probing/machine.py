"""The machine that measures: its clocks, its memory, and what it is.

Numbers of a machine (`Metric.of_machine`) are read here and nowhere else, so that a test can put
another machine in its place.
"""

import os
import platform
import resource
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from audits.probing.energy_counters import EnergyCounters
from audits.probing.gpu_energy import gpu_counter

if TYPE_CHECKING:  # whoever only describes the machine needs no numpy
    from audits.models import Model

_CPU_INFO = Path("/proc/cpuinfo")


@dataclass(frozen=True, slots=True)
class ModelFile:
    """The model as it lies on the disk. size_bytes: of all its files. opened: opens it anew."""

    size_bytes: int
    opened: "Callable[[], Model]"


class Machine:
    """The one that this process runs on. counters: of the energy of its processor."""

    def __init__(self, counters: Sequence[Path] = ()) -> None:
        self._energy = EnergyCounters(counters)

    # A clock that never goes back, in seconds, of which only differences mean anything: the
    # function itself, since whatever stands around it would be in every time.
    wall_seconds: Callable[[], float] = staticmethod(time.perf_counter)

    def processor_seconds(self) -> float:
        """Processor time of this process with all its threads, in seconds."""
        return time.process_time()

    def energy_joules(self) -> float | None:
        """What its processor has spent since the first reading; None where nothing counts it."""
        return self._energy.joules()

    @cached_property
    def _gpu(self) -> Callable[[], int] | None:
        return gpu_counter()

    def gpu_joules(self) -> float | None:
        """What its GPU has spent since some moment; None where nothing counts it."""
        return None if self._gpu is None else self._gpu() / 1000

    def peak_bytes(self) -> int:
        """The most memory that this process has held at once, its libraries included."""
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

    def description(self) -> Mapping[str, str]:
        """What it is: processor, cores that this process may use, memory, system."""
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        return {
            "processor": _processor(),
            "cores": str(len(os.sched_getaffinity(0))),
            "memory": f"{memory / 1e9:.1f} GB",
            "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        }


def _processor() -> str:
    """The name that the kernel tells; where it tells none, the architecture."""
    try:
        lines = _CPU_INFO.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, "") or platform.machine()
