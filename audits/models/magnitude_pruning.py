"""The smallest weights of a network set to zero, by torch's own pruning."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray


def zero_smallest(weights: Sequence[NDArray[np.floating[Any]]], sparsity: float) -> None:
    """Set this share of all the numbers to zero, those nearest to it, in place.

    weights: the numbers of each layer, each in a shape (any, ...). sparsity: 0 to 1. One
    threshold for all layers ("global magnitude pruning": Blalock et al. 2020, MLSys); nothing is
    trained again afterwards.
    """
    import torch
    from torch.nn.utils import prune

    holder = torch.nn.Module()
    for index, matrix in enumerate(weights):
        tensor = torch.from_numpy(np.ascontiguousarray(matrix))
        holder.register_parameter(f"w{index}", torch.nn.Parameter(tensor, requires_grad=False))
    named = [(holder, f"w{index}") for index in range(len(weights))]
    prune.global_unstructured(named, pruning_method=prune.L1Unstructured, amount=sparsity)
    for index, matrix in enumerate(weights):
        matrix[...] = getattr(holder, f"w{index}").numpy()
