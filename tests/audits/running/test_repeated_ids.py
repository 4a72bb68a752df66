"""More different names than an inspection counts: the run tells that they repeat."""

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset
from audits.running.repeated_ids import told_of_repeated_ids
from audits.specification.roles import Role

NAMES = tuple(f"c{number:05}" for number in range(12_000))


def table(codes, *roles):
    codes = np.asarray(codes)
    first = Column("case", Role.ID, Categories(codes, NAMES))
    others = [Column(str(role), role, Categories(codes % 2, ("a", "b"))) for role in roles]
    return Dataset((first, *others))


@pytest.mark.parametrize("clusters", [(), (Role.CLUSTER,)])
def test_names_that_repeat_are_counted(clusters):
    codes = np.concatenate([np.arange(12_000), [5, 5, 7, -1]])
    (sentence,) = told_of_repeated_ids(table(codes, *clusters))
    assert sentence.startswith("case repeats: 12,000 different values in 12,003 rows. Each counts")


def test_names_of_their_own_and_items_of_lists_are_not_told():
    assert list(told_of_repeated_ids(table(np.arange(12_000)))) == []
    twice = np.concatenate([np.arange(12_000), np.arange(9)])
    assert list(told_of_repeated_ids(table(twice, Role.QUERY))) == []
