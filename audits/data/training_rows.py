"""Which values of a split column name the rows that a model was trained on."""

import numpy as np

from audits.data.arrays import Flags
from audits.data.dataset import Categories

TRAINING = ("train", "training", "fit", "member", "members")


def in_training(split: Categories) -> Flags:
    """Shape (rows,): the rows of the training part, as its value is spelt in whatever case."""
    named = [code for code, level in enumerate(split.levels) if level.lower() in TRAINING]
    return np.asarray(np.isin(split.codes, named))
