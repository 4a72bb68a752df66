"""The answer whose dependence is asked about, and nuisances that cannot be asked about."""

import numpy as np

from audits.confounds.effect_size import negligible
from audits.confounds.regress_on_label import given
from audits.confounds.variables import Variable, variable
from audits.data.clusters import clusters_repeat
from audits.data.dataset import Categories, Dataset
from audits.data.row_weights import weights_differ
from audits.models import Classifier, Regressor
from audits.probing.subject import Subject
from audits.specification.roles import Role

# A category with more levels than one for this many rows names rows, it does not group them.
ROWS_A_LEVEL = 2


def answer_of(subject: Subject) -> Variable:
    """The recorded prediction, else the model's, else the score; -1 or NaN where missing."""
    recorded = subject.data.one(Role.PREDICTION)
    if recorded is not None:
        if isinstance(recorded.values, Categories):
            return variable(subject.predictions, recorded.name)
        return variable(recorded.values, recorded.name)
    if isinstance(subject.model, Classifier):
        return variable(subject.predictions, "prediction")
    if isinstance(subject.model, Regressor):
        return Variable(subject.predicted_numbers)
    return Variable(subject.scores)


def unequally_weighted(data: Dataset) -> str | None:
    """Why the rows may not be shuffled, or None.

    A draw gives a row another one's nuisance. With equal weights the rows are exchangeable given
    the label; a row that stands for ten people and one that stands for two are not, and the test
    of the rows as they are would be of another population.
    """
    column = data.one(Role.WEIGHT)
    if column is None or not weights_differ(data):
        return None
    return (
        f"the sampling weights in {column.name!r} differ, and a permutation test holds for rows "
        "that stand for equally many; without the role weight the rows are tested as they are"
    )


def not_exchangeable(data: Dataset) -> str | None:
    """Why a shuffle of the rows proves nothing, or None.

    A draw gives each row another one's nuisance, as if rows of one cluster were alike in nothing:
    where scanner and answers are a patient's, that accuses the innocent.
    """
    column = data.one(Role.CLUSTER)
    if column is None or not clusters_repeat(data):
        return None
    return (
        f"rows of one {column.name!r} are alike, and a permutation test holds for rows that are "
        "independent; keep one row of each, or without the role cluster the rows are tested as "
        "they are"
    )


def useless(nuisance: Variable) -> str | None:
    """Why nothing can be said of this nuisance at all, or None."""
    if len(nuisance) == 0:
        return "every value is missing"
    if np.ptp(nuisance.values) == 0:
        return "it is constant"
    if nuisance.levels is not None:
        if len(nuisance.levels) == len(nuisance):
            return "every row has a value of its own"
        if len(nuisance.levels) * ROWS_A_LEVEL > len(nuisance):
            count = f"{len(nuisance.levels):,} values in {len(nuisance):,} rows"
            return f"nearly every row has a value of its own ({count})"
    return None


def entangled(label: Variable, nuisance: Variable) -> str | None:
    """Why label and nuisance cannot be told apart, or None."""
    if label.levels is not None and nuisance.levels is not None:
        pairs = len(np.unique(label.codes * len(nuisance.levels) + nuisance.codes))
        if pairs == len(label.levels) == len(nuisance.levels):
            return "it equals the label, so nothing of it is left once the label is known"
        if pairs == len(label):
            return "no combination of label and nuisance has more than one row"
    elif label.levels is None and nuisance.levels is None:
        same = np.corrcoef(label.values, nuisance.values)[0, 1] if np.ptp(label.values) else 0.0
        if abs(same) > 1 - 1e-12:
            return "it equals the label, so nothing of it is left once the label is known"
    return None


def unsuitable(label: Variable, nuisance: Variable) -> str | None:
    """Why no test of this nuisance given the label means anything, or None.

    label, nuisance: rows in which both are present, levels that occur only.
    """
    reason = useless(nuisance) or entangled(label, nuisance)
    if reason is not None:
        return reason
    left = given(label, nuisance.indicators()).residuals(nuisance.indicators())
    if negligible(left, nuisance):
        return "the label determines it, so nothing of it is left once the label is known"
    return None
