"""The counter of a GPU is the driver's, of the card that answers; without one nothing counts."""

from types import SimpleNamespace

import pytest

from audits.probing.gpu_energy import gpu_counter

CARDS = {"GPU-a": 1000, "GPU-b": 5_000_000}


def driver(millijoules, *, fails=""):
    """NVML as its library offers it (nvidia-ml-py), of the cards with these counters."""
    calls = {
        "nvmlInit": lambda: None,
        "nvmlDeviceGetHandleByUUID": lambda uuid: uuid,
        "nvmlDeviceGetTotalEnergyConsumption": lambda card: millijoules[card],
    }

    def failing(*_):
        raise RuntimeError(fails)

    return SimpleNamespace(**(calls | ({fails: failing} if fails else {})))


def test_the_card_that_is_named_is_read_at_each_reading():
    millijoules = dict(CARDS)
    counter = gpu_counter(driver(millijoules), "GPU-b")
    assert counter() == 5_000_000
    millijoules["GPU-b"] += 250
    assert counter() == 5_000_250


@pytest.mark.parametrize(
    "missing",
    ["nvmlInit", "nvmlDeviceGetHandleByUUID", "nvmlDeviceGetTotalEnergyConsumption"],
)
def test_without_driver_card_or_counter_nothing_counts(missing):
    assert gpu_counter(driver(CARDS, fails=missing), "GPU-a") is None


def test_here_nothing_counts_where_torch_sees_no_card():
    import torch

    if torch.cuda.is_available():
        assert gpu_counter() is None or gpu_counter()() > 0
    else:
        assert gpu_counter() is None
