"""A trigger is judged on rows that the model was not trained on."""

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.data_quality.backdoor.held_out_rows import held_out_and_trained
from audits.errors import NotApplicable
from audits.probing.subject import Subject
from audits.specification.roles import Role


def data(split=None):
    columns = [Column("x", Role.FEATURE, Numbers(np.arange(4.0)))]
    if split is not None:
        columns.append(Column("part", Role.SPLIT, Categories.of(split)))
    return Dataset(tuple(columns))


def test_without_a_split_all_rows_are_held_out():
    subject = Subject(data())
    assert held_out_and_trained(subject) == (subject, None)
    subject = Subject(data(["a", "b", "a", "b"]))
    assert held_out_and_trained(subject) == (subject, None)


def test_a_split_parts_them():
    held_out, trained = held_out_and_trained(Subject(data(["train", "test", "train", "valid"])))
    assert held_out.data.require(Role.FEATURE).numbers.tolist() == [1, 3]
    assert trained.require(Role.FEATURE).numbers.tolist() == [0, 2]


def test_training_rows_alone_judge_nothing():
    with pytest.raises(NotApplicable, match="every row is a training row"):
        held_out_and_trained(Subject(data(["train"] * 4)))
