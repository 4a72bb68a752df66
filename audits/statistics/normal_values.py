"""Do values contradict that they were stated to be normal?

Shapiro & Wilk 1965, "An analysis of variance test for normality", Biometrika 52:591. Few values
contradict nothing: of eight of which one in eight is another, a third of all samples hold none. So
the test only ever refuses what was stated, and never stands in for the statement.
"""

import numpy as np
from scipy.stats import shapiro

from audits.data.arrays import Floats

# Normal values contradict what was stated of them once in a hundred.
LEVEL = 0.01
# Of more values the quantiles stand for them, since the test's own table ends.
MOST_TESTED = 5_000


def contradicted_p(*samples: Floats) -> float | None:
    """The p-value of a sample that is not normal, or None where none contradicts it.

    samples: shape (values,) each, of which each was to be normal by itself.
    """
    for values in samples:
        if len(values) < 3 or float(np.ptp(values)) == 0:
            continue
        steps = np.linspace(0, len(values) - 1, min(len(values), MOST_TESTED)).astype(np.intp)
        p_value = float(shapiro(np.sort(values)[steps]).pvalue)
        if p_value < LEVEL:
            return p_value
    return None
