"""Which rows of a split column are those that a model was trained on."""

import numpy as np

from audits.data.arrays import Flags
from audits.data.dataset import Column
from audits.specification.split_parts import training_parts


def in_training(split: Column) -> Flags:
    """Shape (rows,): the rows of the training part, as its value or the column's name says."""
    levels = split.categories.levels
    parts = training_parts(split.source or split.name, levels)
    named = [code for code, level in enumerate(levels) if level in parts]
    return np.asarray(np.isin(split.categories.codes, named))
