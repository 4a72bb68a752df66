"""Mean corruption error: errors under corruptions beside those of another model, in one number.

Hendrycks & Dietterich 2019 (ICLR), section 4: of each corruption the errors at all severities,
summed, over the baseline's; the mean over corruptions is the score. AlexNet on ImageNet-C has 1.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray


def error_by_row(
    wrong: NDArray[np.bool_] | NDArray[np.float64],
    names: Sequence[str],
    baseline: Mapping[str, float],
) -> NDArray[np.float64]:
    """What each row adds to the mean corruption error, shape (rows,): their mean is the score.

    wrong: shape (corruptions, severities, rows), or the share of each that is answered wrongly.
    names: of the corruptions, in that order.
    baseline: by corruption its mean error over the severities, above 0.
    """
    errors = wrong.mean(axis=1)
    weights = np.array([1 / baseline[name] for name in names])
    return np.asarray(weights @ errors / len(names), dtype=np.float64)
