import numpy as np

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.data.group_sizes import describe
from audits.specification.roles import Role

SEX = Column("sex", Role.PROTECTED, Categories.of(["f", "f", "m", None, "f"]))
RACE = Column("race", Role.PROTECTED, Categories.of(["a", "b", "a", "a", "a"]))


def sizes(found):
    return {frozenset(group.items()): size for group, size in found["groups"]}


def test_groups_intersections_and_the_unknown_are_counted():
    found = describe(Dataset((SEX, RACE)))
    assert found["rows"] == found["size"] == 5
    assert sizes(found) == {
        frozenset({("sex", "f")}): 3,
        frozenset({("sex", "m")}): 1,
        frozenset({("sex", None)}): 1,
        frozenset({("race", "a")}): 4,
        frozenset({("race", "b")}): 1,
        frozenset({("sex", "f"), ("race", "a")}): 2,
        frozenset({("sex", "f"), ("race", "b")}): 1,
        frozenset({("sex", "m"), ("race", "a")}): 1,
        frozenset({("sex", None), ("race", "a")}): 1,
    }


def test_a_count_column_is_summed():
    count = Column("n", Role.COUNT, Numbers(np.array([10.0, 1, 2, 3, 4])))
    found = describe(Dataset((SEX, count)))
    assert (found["rows"], found["size"]) == (5, 20)
    assert sizes(found)[frozenset({("sex", "f")})] == 15
