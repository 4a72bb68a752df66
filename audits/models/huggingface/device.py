"""Where a torch network computes: on a GPU if this process may see one, else on the CPU.

A GPU is never needed: what does not fit it runs on the CPU, with a notice in the report.
"""

from collections.abc import Mapping
from typing import Any


def on_device(network: Any, notices: list[str]) -> Any:
    """The network on its device, in float32 arithmetic that equals the CPU's as near as may be.

    notices: takes a line for the report where the GPU's memory is too small, so that the CPU
    computes.
    """
    import torch

    if not torch.cuda.is_available():
        return network
    # TF32 keeps 10 bits of 23; a report must not depend on the card's shortcuts.
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    try:
        return network.to("cuda")
    except torch.OutOfMemoryError:
        torch.cuda.empty_cache()
        notices.append("The model does not fit the GPU's memory; it ran on the CPU.")
        return network.to("cpu")


def on_gpu(network: Any) -> bool:
    """Whether the network's numbers lie on a GPU."""
    first = next(iter(network.parameters()), None)
    return first is not None and bool(first.is_cuda)


def engine(network: Any) -> str:
    """What runs a network of torch, on what, with how many threads."""
    import torch

    device = "CUDA" if on_gpu(network) else "CPU"
    threads = torch.get_num_threads()
    return f"torch {torch.__version__} on {device}, {threads} thread{'' if threads == 1 else 's'}"


def is_asked_on_gpu(model: object) -> bool:
    """Whether an opened model of any kind computes on a GPU; what has no network does not."""
    device = getattr(model, "device", None)
    if isinstance(device, str):
        return device == "cuda"
    network = getattr(model, "network", None)
    return network is not None and on_gpu(network)


def gpu_uuid() -> str:
    """The driver's name of the GPU that this process computes on; raises where there is none."""
    import torch

    return f"GPU-{torch.cuda.get_device_properties(0).uuid}"


def beside(network: Any, prepared: Mapping[str, Any]) -> dict[str, Any]:
    """The prepared tensors on the network's device, pictures in its precision."""
    import torch

    weight = next(network.parameters())
    on_device = {}
    for name, tensor in prepared.items():
        is_real = tensor.is_floating_point()
        on_device[name] = tensor.to(weight.device, weight.dtype if is_real else torch.int64)
    return on_device
