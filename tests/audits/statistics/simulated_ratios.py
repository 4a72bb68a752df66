"""The melded distribution of a ratio of two shares, drawn and counted."""

import numpy as np


def beta_ratio_tail(own, other, bound, draws=400_000):
    """P(own / other >= bound) from the distributions that pull the ratio up; simulated."""
    rng = np.random.default_rng(5)
    (x1, n1), (x2, n2) = own, other
    return float(
        np.mean(rng.beta(x1 + 1, n1 - x1, draws) >= bound * rng.beta(x2, n2 - x2 + 1, draws))
    )
