"""Which rows a trigger is judged on, and which may hold one."""

from dataclasses import replace

import numpy as np

from audits.data.dataset import Dataset
from audits.data.training_rows import in_training
from audits.errors import NotApplicable
from audits.probing.subject import Subject
from audits.specification.roles import Role


def held_out_and_trained(subject: Subject) -> tuple[Subject, Dataset | None]:
    """The rows that the model was not trained on, and its training rows where a split names them.

    Without a split all rows are taken for held-out ones.
    """
    split = subject.all_parts.one(Role.SPLIT)
    if split is None:
        return subject, None
    training = in_training(split)
    if not training.any():
        return subject, None
    others = ~training & (split.categories.codes >= 0)
    if not others.any():
        raise NotApplicable(
            "every row is a training row, and a trigger is judged on rows that are not",
            "give held-out rows another value of the `split`",
        )
    rows = subject.all_parts
    apart_from_training = replace(
        subject, data=rows.take(np.flatnonzero(others)), whole=None, answered=None
    )
    return apart_from_training, rows.take(np.flatnonzero(training))
