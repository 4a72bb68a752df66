"""Counters of energy that the processor keeps (RAPL), as files of the kernel.

Linux powercap (Documentation/power/powercap/powercap.rst): `energy_uj` counts microjoules of a
package up to `max_energy_range_uj` and begins again. Only the packages are read: what lies in them
(cores, memory controllers) is in their numbers already.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

POWERCAP = Path("/sys/class/powercap")


def readable_counters(folder: Path = POWERCAP) -> tuple[Path, ...]:
    """Folders of the packages whose counters this process may read, by their real paths."""
    packages = []
    for zone in sorted(folder.glob("*-rapl:*")):
        if zone.name.count(":") == 1 and _read(zone / "energy_uj") is not None:
            packages.append(zone.resolve())
    return tuple(packages)


@dataclass
class EnergyCounters:
    """Of the packages in these folders. `joules` goes on where a counter begins again."""

    folders: Sequence[Path]
    last: dict[Path, int] = field(default_factory=dict)
    total: int = 0

    def joules(self) -> float | None:
        """Since the first reading, in all packages; None where one cannot be read."""
        for folder in self.folders:
            now = _read(folder / "energy_uj")
            if now is None:
                return None
            step = now - self.last.get(folder, now)
            if step < 0:  # it began again
                step += _read(folder / "max_energy_range_uj") or 0
            self.total += max(step, 0)
            self.last[folder] = now
        return self.total / 1e6 if self.folders else None


def _read(path: Path) -> int | None:
    try:
        return int(path.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
