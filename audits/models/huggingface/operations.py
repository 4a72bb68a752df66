"""Multiply-accumulates and parameters of a network of torch, counted while it answers.

torch's own counter (`torch.utils.flop_counter`) counts two operations a multiply-accumulate of
each convolution and matrix product. Attention is asked for as the matrix products that it is.
"""

import warnings
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from audits.models import Operations

# By torch's name, the kind of layer.
_KINDS = {
    "convolution": "convolution", "_convolution": "convolution", "mm": "matrix product",
    "addmm": "matrix product", "bmm": "matrix product", "baddbmm": "matrix product",
}  # fmt: skip
# Multiplies too, and is no sum of the products above.
_UNCOUNTED = ("lstm", "gru", "rnn", "mkldnn", "quantized", "einsum", "linear_dynamic", "attention")


def count_operations(network: Any, fed: Mapping[str, Any]) -> Operations:
    """Of one answer. network: in evaluation mode. fed: its inputs by name, of one row."""
    return counted_while(network, lambda: network(**fed))


def counted_while(network: Any, ask: Callable[[], object]) -> Operations:
    """Of all that is computed while it is asked. network: in evaluation mode. ask: asks it."""
    import torch
    from torch.nn.attention import SDPBackend, sdpa_kernel
    from torch.utils._python_dispatch import TorchDispatchMode
    from torch.utils.flop_counter import FlopCounterMode

    asked = Counter[str]()

    class Seen(TorchDispatchMode):  # type: ignore[no-untyped-call]
        def __torch_dispatch__(
            self, func: Any, types: Any, args: Any = (), kwargs: Any = None
        ) -> Any:
            asked[func.overloadpacket.__name__] += 1
            return func(*args, **(kwargs or {}))

    seen = Seen()  # type: ignore[no-untyped-call]
    counter = FlopCounterMode(display=False)
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")  # of other cards, when oneDNN is set aside
        # Fused layers of oneDNN are one operation that hides its products.
        apart = torch.backends.mkldnn.flags(enabled=False)
        with apart, sdpa_kernel(SDPBackend.MATH), seen, counter:
            ask()
    by_kind = Counter[str]()
    counted = counter.get_flop_counts().get("Global", {})
    for operator, flops in counted.items():
        name = str(operator).rpartition(".")[2]
        by_kind[_KINDS.get(name, name)] += int(flops) // 2
    known = {str(operator).rpartition(".")[2] for operator in counted}
    uncounted = {
        name: times
        for name, times in asked.items()
        if name not in known and any(word in name for word in _UNCOUNTED)
    }
    parameters = sum(weights.numel() for weights in network.parameters())
    buffers = sum(b.numel() for b in network.buffers() if b.is_floating_point())
    return Operations(dict(by_kind), parameters + buffers, parameters, uncounted)
