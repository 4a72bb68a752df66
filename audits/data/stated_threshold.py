"""A threshold beside recorded answers: two statements of what was decided, which must agree."""

import numpy as np

from audits.data.dataset import Categories, Dataset
from audits.data.outcome import positive_class
from audits.errors import NotApplicable, Refused
from audits.specification.roles import Role


def check_threshold(data: Dataset) -> None:
    """Refuse a score's threshold that the recorded answers contradict.

    Rows without a score or an answer say nothing, and nothing is compared where no class is known
    to be positive. Raises `Refused` (`contradicts`) with how many rows differ.
    """
    score, answer = data.one(Role.SCORE), data.one(Role.PREDICTION)
    if score is None or score.threshold is None or answer is None:
        return
    if not isinstance(answer.values, Categories):
        return
    try:
        positive = positive_class(data)
    except NotApplicable:
        return
    values, recorded = score.numbers, answer.categories
    known = ~np.isnan(values) & (recorded.codes >= 0)
    reached = values >= score.threshold
    differing = int((known & (reached != recorded.equals(positive))).sum())
    if differing:
        raise Refused.because(
            f"dataset.columns.{score.name}.threshold",
            f"the answers are recorded in {answer.name!r}, and {differing:,} of "
            f"{int(known.sum()):,} differ from {score.name!r} cut at {score.threshold:g}",
            f"leave `threshold` out to audit what is recorded, or {answer.name!r} to audit the cut",
            code="contradicts",
        )
