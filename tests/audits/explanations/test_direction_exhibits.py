"""The table of what learned directions carry along, by the probe on a network that holds it."""

import numpy as np

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.explanations.direction_exhibits import APART, directions_table
from audits.explanations.learned_directions import along_learned, carried
from audits.specification.roles import Role
from audits.statistics.shares import Stated
from tests.subjects import Subject

STATED = Stated(0.95, 30)


def columns(*named):
    return [Column(name, Role.PROTECTED, Categories.of(list(v))) for name, v in named]


def table(cols, layer):
    rows = np.arange(len(layer))
    data = Dataset((*cols, Column("x", Role.FEATURE, Numbers(np.arange(float(len(layer)))))))
    return list(directions_table(cols, rows, layer, Subject(data, None), STATED))


def drawn(rows=200):
    rng = np.random.default_rng(2)
    sex, age = rng.choice(["f", "m"], rows), rng.choice(["old", "young"], rows)
    layer = rng.normal(size=(rows, 5))
    layer[:, 0] += 3.0 * (sex == "f") + 1.5 * (age == "old")
    return sex, age, layer.astype(np.float32)


def test_every_two_attributes_have_a_line_with_interval_and_p():
    sex, age, layer = drawn()
    (exhibit,) = table(columns(("sex", sex), ("age", age)), layer)
    lines = {row[0].partition(":")[0]: row for row in exhibit.content["rows"]}
    assert set(lines) == {"sex", "age"}
    assert len(exhibit.content["head"]) == len(lines["sex"])
    # Old people lie to the female side.
    female = lines["sex"][0].startswith("sex: f")
    old = lines["sex"][1].startswith("age: old")
    assert (lines["sex"][2] > 0) == (female == old)
    assert lines["sex"][5] <= lines["sex"][6] <= 0.05
    assert " to " in lines["sex"][3]


def test_what_no_direction_tells_is_undetermined():
    sex, age, _ = drawn()
    noise = np.random.default_rng(0).normal(size=(200, 5)).astype(np.float32)
    (exhibit,) = table(columns(("sex", sex), ("age", age)), noise)
    assert all("does not tell its levels" in row[-1] for row in exhibit.content["rows"])
    assert all(row[2] is None for row in exhibit.content["rows"])


def test_few_rows_are_undetermined_with_their_number():
    sex, age, layer = drawn(20)
    (exhibit,) = table(columns(("sex", sex), ("age", age)), layer)
    assert all("20 rows where 30 are needed" in row[-1] for row in exhibit.content["rows"])


def test_one_attribute_alone_has_no_table():
    sex, _, layer = drawn()
    assert table(columns(("sex", sex)), layer) == []


def test_more_than_two_levels_are_the_commonest_against_all_others():
    sex, age, layer = drawn()
    levels = np.where(age == "old", "old", np.where(np.arange(200) % 2, "young", "middle"))
    (exhibit,) = table(columns(("sex", sex), ("age", levels)), layer)
    named = {row[1] for row in exhibit.content["rows"] if row[0].startswith("sex")}
    assert named == {"age: old against all others"}


def test_a_direction_of_nothing_seldom_tells_its_levels():
    rng, apart = np.random.default_rng(3), 0
    for _ in range(100):
        first, other = rng.random(120) < 0.5, rng.random(120) < 0.5
        along = along_learned(rng.normal(size=(120, 5)).astype(np.float32), first, rng)
        apart += carried(along, other, first, rng, draws=0).limits(APART)[0] > 0
    assert apart <= 12  # of 100 at 5 %, three deviations above
