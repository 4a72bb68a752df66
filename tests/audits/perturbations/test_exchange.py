"""The same rows with one thing changed, and rows to borrow it from."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from audits.data.dataset import Categories, Column, Dataset, Images, Numbers, Role
from audits.perturbations.exchange import ChangedPictures, donors, sample, with_fed

ROWS = st.lists(st.tuples(st.integers(0, 2), st.integers(-1, 2)), min_size=1, max_size=40)


@given(ROWS, st.booleans(), st.integers(0, 99))
def test_a_donor_is_another_row_of_the_stratum_with_the_level_asked_for(rows, same, seed):
    strata, levels = (np.array(side) for side in zip(*rows, strict=True))
    lent = donors(strata, levels, np.random.default_rng(seed), same_level=same)
    for row, donor in enumerate(lent):
        able = (strata == strata[row]) & (levels >= 0)
        able &= (levels == levels[row]) if same else (levels != levels[row])
        able[row] = False
        if levels[row] < 0 or not able.any():
            assert donor == -1
        else:
            assert able[donor]


def test_a_model_finds_the_other_values_and_the_audit_its_own():
    data = Dataset((Column("c", Role.FEATURE, Numbers(np.array([1.0])), source="C"),))
    changed = with_fed(data, "C", Numbers(np.array([9.0])))
    assert changed.features(["c"], slice(0, 1))["c"].tolist() == [9.0]
    assert changed["c"].numbers.tolist() == [1.0]


def test_a_sample_does_not_depend_on_the_order_of_the_file():
    values = np.random.default_rng(0).normal(size=50)
    order = np.random.default_rng(1).permutation(50)

    def drawn(numbers):
        data = Dataset((Column("c", Role.FEATURE, Numbers(numbers)),
                        Column("g", Role.PROTECTED, Categories.of(["a"] * 50))))  # fmt: skip
        rows = sample(data, ("c",), 10, np.random.default_rng(2))
        return sorted(numbers[rows])

    assert len(drawn(values)) == 10
    assert drawn(values) == drawn(values[order])


class Memory:
    def decode(self, name):
        return np.full((2, 2, 3), int(name), np.uint8)


def test_a_picture_is_changed_when_it_is_asked_for():
    before = Images(np.array(["7", "9"], dtype=object), Memory())
    changed = ChangedPictures(before, lambda picture, place: picture + place).images()
    assert [picture[0, 0, 0] for picture in changed.decoded()] == [7, 10]
    assert len(changed.take(np.array([1]))) == 1
    assert changed.take(np.array([1])).decoded()[0][0, 0, 0] == 10


def test_those_that_can_lend_do_so_equally_often():
    levels = np.repeat([0, 1], [36, 5])
    lent = donors(np.zeros(41, dtype=int), levels, np.random.default_rng(0), same_level=False)
    assert sorted(np.bincount(lent[:36])[36:]) == [7, 7, 7, 7, 8]
