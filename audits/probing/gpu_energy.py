"""The counter of energy that a GPU keeps, read through the driver's own library (NVML).

`nvmlDeviceGetTotalEnergyConsumption` counts millijoules since the driver was loaded, on cards from
Volta on. The card is asked for by the identity that torch gives the device: numbers of CUDA and of
NVML may name different cards. A part of a card (MIG) has no counter of its own.
"""

from collections.abc import Callable
from typing import Any

Millijoules = Callable[[], int]


def gpu_counter(library: Any = None, uuid: str | None = None) -> Millijoules | None:
    """The counter of the GPU that this process computes on; None where nothing counts.

    library: NVML's Python module, and uuid: the card; left out, the installed one and torch's
    first device.
    """
    try:
        nvml = _installed() if library is None else library
        nvml.nvmlInit()
        card = nvml.nvmlDeviceGetHandleByUUID(_own_card() if uuid is None else uuid)
        nvml.nvmlDeviceGetTotalEnergyConsumption(card)
    except Exception:  # no library, driver or card, or none that counts: each has its own error
        return None
    return lambda: int(nvml.nvmlDeviceGetTotalEnergyConsumption(card))


def _installed() -> Any:
    import pynvml  # of nvidia-ml-py, which the extra `gpu` brings

    return pynvml


def _own_card() -> str:
    from audits.models.huggingface.device import gpu_uuid

    return gpu_uuid()
