"""Certificates that were made elsewhere: a table of labels, certified classes and radii."""

import numpy as np

from audits.errors import NotApplicable
from audits.perturbations.norm_balls import Pixels
from audits.probing.subject import Subject
from audits.robustness.attacked_rows import Attacked, codes_of
from audits.robustness.smoothing import Certificates
from audits.specification.roles import Role
from audits.specification.stated_needs import StatedNeed

TOLD = "certificates as recorded"
# A score is what a model gave. Nothing in its numbers says that they are radii.
RADIUS = StatedNeed(
    "there is no classifier of pictures to certify, and nothing says that a column holds the "
    "radii of certificates",
    "give the model; or, of certificates made elsewhere, call the column `radius`, or state the "
    "probe's `radius` or `radii`",
    columns=("radius",),
    parameters=("radius", "radii"),
    or_model=True,
)
# What such tables write where there is no class.
_NONE = frozenset({"-1", "abstain", "abstained", "abstention"})


def recorded(subject: Subject) -> tuple[Attacked, Certificates]:
    """The rows of the table with their certificates.

    The label column holds the true class, the prediction column the certified one (-1 where it
    abstained) and the score column the radius. Raises `NotApplicable` where one is missing.
    """
    data = subject.data
    label, answer, radius = (data.one(role) for role in (Role.LABEL, Role.PREDICTION, Role.SCORE))
    if label is None or answer is None or radius is None:
        raise NotApplicable(
            "there is neither a classifier of pictures nor a table of certificates",
            "give the model, or columns with the roles label, prediction (the certified class, -1 "
            "where it abstained) and score (the radius)",
        )
    answered = [level for level in answer.categories.levels if level.lower() not in _NONE]
    # A class that no label has is wrong, and not an abstention.
    classes = tuple(dict.fromkeys((*label.categories.levels, *answered)))
    labels, codes = (codes_of(column.categories, classes) for column in (label, answer))
    radii = np.nan_to_num(radius.numbers, nan=0.0)
    if (radii < 0).any():
        raise NotApplicable("a radius is below 0", "give the radius as certified, 0 for none")
    nothing: Pixels = np.empty((len(data), 0, 0, 0), dtype=np.float32)
    rows = np.arange(len(data))
    known = labels >= 0
    attacked = Attacked(rows[known], nothing[known], labels[known], codes[known],
                        data.take(np.flatnonzero(known)))  # fmt: skip
    return attacked, Certificates(codes[known], radii[known])
