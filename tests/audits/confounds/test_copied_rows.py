"""Rows of a split that were there in training, by hand."""

import numpy as np
import pytest

from audits.confounds.copied_rows import copied_rows
from audits.confounds.split_scopes import scopes
from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.measurement import Undetermined
from audits.specification.roles import Role
from audits.statistics.shares import Stated


def split_of(values, training, role=Role.FEATURE):
    parts = ["train"] * training + ["test"] * (len(values) - training)
    return Dataset(
        (
            Column("x", role, Numbers(np.asarray(values, dtype=float))),
            Column("part", Role.SPLIT, Categories.of(parts)),
        )
    )


def measured(data):
    return list(copied_rows(data, scopes(data), Stated(0.95, 30)))


def test_the_share_of_the_other_split_by_hand():
    values = np.random.default_rng(0).normal(size=300)
    values[200:210] = values[:10]
    (share,) = measured(split_of(values, 200))
    assert (share.group, share.value) == ((("split", "test"),), pytest.approx(0.1))


def test_few_distinct_rows_are_undetermined_and_without_a_feature_there_is_nothing():
    values = np.random.default_rng(0).integers(0, 3, 300)
    (share,) = measured(split_of(values, 200))
    assert isinstance(share, Undetermined)
    assert "few distinct values" in share.reason
    assert measured(split_of(values, 200, Role.NUISANCE)) == []
    assert measured(split_of(values, 300)) == []
