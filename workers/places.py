"""What a child finds: the interpreter, its packages, a few of the system's files, descriptors.

Nothing of it is secret.
"""

import sys
from functools import cache
from pathlib import Path

SYSTEM = (
    "/usr", "/lib", "/lib64", "/bin", "/sys/devices/system", "/etc/ld.so.cache",
    "/etc/localtime", "/etc/nsswitch.conf", "/etc/passwd", "/etc/os-release", "/etc/mime.types",
)  # fmt: skip
# Of /proc: about itself and the machine. Other processes' entries are not among them.
PROC = (
    "/proc/self", "/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/version",
    "/proc/filesystems", "/proc/sys/vm/overcommit_memory", "/proc/driver",
)  # fmt: skip
# Descriptors that a child is born with: its messages, and the wire to its endpoint, if any.
MESSAGES, WIRE = 3, 4
DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")


@cache
def code_folders() -> tuple[Path, ...]:
    """The interpreter, its packages and this project's own code, not the folder around them."""
    own = Path(__file__).resolve().parents[1]
    packages = [own / name for name in ("audits", "workers", "service", "evenhand")]
    paths = [Path(entry) for entry in sys.path if entry and Path(entry).resolve() != own]
    every = [Path(sys.prefix), Path(sys.base_prefix), *packages, *paths]
    return tuple(dict.fromkeys(path for path in every if path.exists()))


@cache
def readable_places() -> tuple[str, ...]:
    """What a child may read beside what it was given."""
    return (*SYSTEM, *PROC, *map(str, code_folders()))
