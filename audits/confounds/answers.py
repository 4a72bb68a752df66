"""The answer whose dependence is asked about, and nuisances that cannot be asked about."""

import numpy as np

from audits.columns import Role
from audits.confounds.changing import decodable
from audits.confounds.effect import negligible
from audits.confounds.label import given
from audits.confounds.variables import Variable, variable
from audits.dataset import Categories
from audits.errors import Refused
from audits.extractors.images import unreadable
from audits.models import Classifier, Regressor
from audits.perturbation import ask
from audits.probe import Subject

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
        return variable(predictions_of(subject), "prediction")
    if isinstance(subject.model, Regressor):
        return Variable(subject.predicted_numbers)
    return Variable(subject.scores)


def predictions_of(subject: Subject) -> Categories:
    """The subject's predictions; rows whose pictures cannot be decoded are named and missing."""
    try:
        return subject.predictions
    except Refused as refused:
        model = subject.model
        if not isinstance(model, Classifier) or any(
            not problem.field.startswith("dataset.images.") for problem in refused.problems
        ):
            raise
    rows, damaged = decodable(subject.data, model.reads, np.arange(len(subject.data)))
    if damaged:
        message = unreadable(", ".join(model.reads), damaged)
        if message not in subject.warnings:
            subject.warnings.append(message)
    codes = np.full(len(subject.data), -1, dtype=np.int32)
    if len(rows):
        codes[rows] = ask(model, subject.data.take(rows), model.classify, subject.on_progress)[0]
    return Categories(codes, model.classes)


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
