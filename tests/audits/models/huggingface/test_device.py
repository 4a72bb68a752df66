from collections.abc import Callable
from types import SimpleNamespace

import pytest

from audits.models.huggingface.device import is_asked_on_gpu
from tests.lazily import lazily

torch = lazily("torch")


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        (lambda: SimpleNamespace(), False),
        (lambda: SimpleNamespace(network=torch.nn.Linear(1, 1)), False),
        (lambda: SimpleNamespace(device="cpu", network=torch.nn.Linear(1, 1)), False),
        (lambda: SimpleNamespace(network=SimpleNamespace(parameters=list)), False),
        (lambda: SimpleNamespace(device="cuda"), True),
    ],
    ids=[
        "no network",
        "a network on the CPU",
        "a translator on the CPU",
        "an exported graph",
        "one on a GPU",
    ],
)
def test_only_a_network_on_a_gpu_computes_there(
    model: Callable[[], object], expected: bool
) -> None:
    assert is_asked_on_gpu(model()) is expected
