"""No combination of protected values has one to four people, however small groups stood."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.data.group_sizes import describe
from audits.data.local_suppression import without_small_cells
from audits.specification.few_people import FEWEST
from audits.specification.roles import Role


def people(rows, **more):
    """Rows of (sex, town)."""
    sexes, towns = zip(*rows, strict=True)
    return Dataset(
        (
            Column("sex", Role.PROTECTED, Categories.of(sexes)),
            Column("town", Role.PROTECTED, Categories.of(towns)),
            *(Column(name, Role.COUNT, Numbers(np.array(v, float))) for name, v in more.items()),
        )
    )


def sizes(data):
    return {tuple(sorted(group.items(), key=str)): size for group, size in describe(data)["groups"]}


def test_one_small_cell_is_given_up_with_one_value_where_that_is_enough():
    rows = [("f", "a")] * 20 + [("m", "a")] * 20 + [("f", "b")] * 20 + [("m", "b")] * 2
    made, changed = without_small_cells(people([*rows, *[("m", None)] * 6]))
    assert changed == 2
    known = sizes(made)
    assert known[("sex", "m"), ("town", None)] == 8
    assert (("sex", "m"), ("town", "b")) not in known
    # The margin of the town is one of known people: what is lost there cannot be subtracted.
    assert known[(("town", "b"),)] == 20


def test_a_model_is_fed_what_stood_there():
    rows = [("f", "a")] * 20 + [("x", "a")]
    made, changed = without_small_cells(people(rows))
    assert changed >= FEWEST
    fed = made.features(("sex",), slice(None))["sex"].tolist()
    assert fed == ["f"] * 20 + ["x"]


def test_parts_of_a_split_are_counted_apart():
    rows = [("f", "a")] * 16
    part = np.repeat([0, 1], [13, 3])
    assert without_small_cells(people(rows))[1] == 0
    made, changed = without_small_cells(people(rows), [part])
    assert changed == 3
    assert made["sex"].categories.codes[13:].tolist() == [-1] * 3


def test_a_row_counts_as_often_as_its_count_says():
    assert without_small_cells(people([("f", "a"), ("m", "a")], n=[7, 9]))[1] == 0
    assert without_small_cells(people([("f", "a"), ("m", "a")], n=[7, 3]))[1] == 2


def test_large_cells_stay_and_data_without_protected_columns_too():
    rows = [("f", "a")] * 5 + [("m", "b")] * 5
    data = people(rows)
    assert without_small_cells(data) == (data, 0)
    plain = Dataset((Column("n", Role.COUNT, Numbers(np.ones(3))),))
    assert without_small_cells(plain) == (plain, 0)


@given(
    st.lists(
        st.tuples(st.sampled_from(["f", "m", "x", None]), st.sampled_from(["a", "b", "c", None])),
        min_size=5, max_size=80,
    )
)  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_no_cell_and_no_difference_of_cells_is_under_five(rows):
    made, _ = without_small_cells(people(rows))
    atoms = [size for group, size in describe(made)["groups"] if len(group) == 2]
    assert all(size >= FEWEST for size in atoms)
    # Every published count is a sum of these, so a difference that is no sum of them is none.
    for few in range(1, 3):
        for chosen in combinations(atoms, few):
            assert sum(chosen) >= FEWEST


@pytest.mark.parametrize("rows", [1, 4])
def test_under_five_people_in_all_nothing_is_told_apart(rows):
    made, _ = without_small_cells(people([("f", "a")] * rows))
    assert (made["sex"].categories.codes == -1).all()
