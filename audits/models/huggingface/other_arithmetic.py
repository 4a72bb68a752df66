"""The same network with another number of threads, or as a copy in another precision."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

from audits.errors import NotApplicable

# Parameters of a network that is copied in float64: 1.6 GB, beside which the others still fit.
MOST_COPIED = 200_000_000


@contextmanager
def with_threads(threads: int) -> Iterator[None]:
    """So many threads of torch while the context lasts: they are the process's, and set back."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def in_precision(network: Any, precision: str) -> Any:
    """A copy of the network in another precision; the network is left as it is.

    precision: a name of torch's, such as float64. Raises `NotApplicable` where the copy would be
    too large.
    """
    import torch

    parameters = sum(weights.numel() for weights in network.parameters())
    if parameters > MOST_COPIED:
        raise NotApplicable(
            f"it has {parameters:,} parameters, and is copied for another precision up to "
            f"{MOST_COPIED:,}", "leave this way of asking out of account",
        )  # fmt: skip
    return deepcopy(network).to(getattr(torch, precision))
