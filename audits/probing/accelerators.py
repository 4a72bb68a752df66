"""Which graphics processors the kernel's driver names, and its version, without asking the driver.

NVIDIA's driver for Linux keeps `/proc/driver/nvidia/version` and, of each processor, `information`
under `gpus` (README of the driver, chapter "The /proc interface").
"""

import re
from pathlib import Path

DRIVER = Path("/proc/driver/nvidia")
_VERSION = re.compile(r"Kernel Module\s+(?:for \S+\s+)?(?P<version>[\d.]+)")


def accelerators(folder: Path = DRIVER) -> tuple[str, ...]:
    """`NVIDIA H200 (driver 550.54.15)` each, in the order of their places; () where there are none.

    folder: where the driver tells of itself.
    """
    version = _VERSION.search(_text(folder / "version"))
    driver = f" (driver {version['version']})" if version else ""
    named = (_model(_text(file)) for file in sorted(folder.glob("gpus/*/information")))
    return tuple(f"{model}{driver}" for model in named if model)


def _model(information: str) -> str:
    lines = (line.partition(":") for line in information.splitlines())
    return next((value.strip() for key, _, value in lines if key.strip() == "Model"), "")


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
