"""The path integral of integrated gradients, by captum, until the weights add up.

Sundararajan, Taly & Yan 2017, ICML.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

# The number of gradients is doubled until the weights add up this well, or the last is reached.
COMPLETE, STEPS = 1e-4, (32, 64, 128, 256, 512, 1024)


def integrate(
    method: Any, whole: Any, blank: Any, answer: Callable[[Any], Any]
) -> tuple[NDArray[np.float64], tuple[float, float]]:
    """Weights of the one row in the shape that it has, and P(class) of the baseline and of the row.

    method: captum's. whole, blank: the row and its baseline, shape (1, ...). answer: P(class) of
    each of some rows, shape (rows,).
    """
    import torch

    with torch.no_grad():
        ends = float(answer(blank)[0]), float(answer(whole)[0])
    weights = np.empty(0)
    for steps in STEPS:
        attributions = method.attribute(
            whole, baselines=blank, n_steps=steps, internal_batch_size=16, method="gausslegendre"
        )
        weights = attributions.detach().to("cpu", torch.float64).numpy()
        if abs(weights.sum() - (ends[1] - ends[0])) <= COMPLETE:
            break
    return weights, ends
