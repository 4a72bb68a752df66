"""Copies across splits under their own name: the number that the confounds give."""

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers, Texts
from audits.errors import NotApplicable
from audits.measurement import Exhibit
from audits.probes.confounds.dataset import dataset
from audits.probes.data.duplicates import duplicates
from audits.specification.roles import Role
from tests.subjects import Subject


def split_of(values, training):
    parts = ["train"] * training + ["test"] * (len(values) - training)
    return Dataset(
        (
            Column("x", Role.FEATURE, values),
            Column("part", Role.SPLIT, Categories.of(parts)),
            Column("y", Role.LABEL, Categories.of(["no", "yes"] * (len(values) // 2))),
        )
    )


def numbers():
    values = np.random.default_rng(1).normal(size=400)
    values[300:325] = values[:25]
    return split_of(Numbers(values), 300)


def test_it_is_the_number_of_the_confounds_probe():
    share, exhibit = duplicates(Subject(numbers()))
    assert share.value == pytest.approx(0.25)
    assert exhibit.title == "25.0 % of 'test' was seen in training."
    (same,) = [m for m in dataset(Subject(numbers()))
               if not isinstance(m, Exhibit) and m.metric == "duplicate_share"]  # fmt: skip
    assert share == same


def test_texts_that_are_nearly_alike_are_copies_and_no_label_is_needed():
    rng = np.random.default_rng(2)
    words = [f"word{number}" for number in range(300)]
    texts = [" ".join(rng.choice(words, 40)) for _ in range(140)]
    texts[110] = texts[0].upper()
    data = split_of(Texts.of(texts), 100)
    (share, *_) = duplicates(Subject(Dataset(data.columns[:2])))
    assert share.value == pytest.approx(1 / 40)


def test_a_split_of_one_value_is_not_run():
    with pytest.raises(NotApplicable, match="one value"):
        list(duplicates(Subject(split_of(Numbers(np.arange(60.0)), 60))))
