"""The plain association, shown only to say why it is not evidence."""

from math import sqrt

import numpy as np
from scipy.special import fdtrc, stdtr

from audits.confounds.regress_on_label import orthogonal_share
from audits.confounds.variables import Variable
from audits.statistics.tests import SMALLEST, independence_p


def plain_p(answer: Variable, nuisance: Variable) -> float:
    """p-value that answer and nuisance are unrelated, the label ignored."""
    if answer.levels is not None and nuisance.levels is not None:
        table = np.zeros((len(answer.levels), len(nuisance.levels)))
        np.add.at(table, (answer.codes, nuisance.codes), 1)
        return independence_p(table)
    share, columns = orthogonal_share(answer.indicators(), nuisance.indicators())
    degrees_of_freedom = len(answer) - columns - 1
    if degrees_of_freedom < 1 or share >= 1:
        return SMALLEST
    if columns == 1:
        return max(
            SMALLEST,
            2 * float(stdtr(degrees_of_freedom, -sqrt(share * degrees_of_freedom / (1 - share)))),
        )
    statistic = share / columns / ((1 - share) / degrees_of_freedom)
    return max(SMALLEST, float(fdtrc(columns, degrees_of_freedom, statistic)))
