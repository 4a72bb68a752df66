"""Which columns pool answers to the very same rows, and which tables only look like it."""

from itertools import product
from math import comb

import numpy as np
import pyarrow as pa
import pytest

from audits.data.reading.pooled_rows import (
    MOST_LIKELY,
    chance_of_the_same,
    pooled_columns,
)
from audits.data.reading.profiling import profile_dataset
from audits.specification.profiles import ColumnProfile, Pooled
from audits.specification.roles import Kind

RNG = np.random.default_rng(11)
PEOPLE = [
    (RNG.choice(["f", "m"]), RNG.choice(["n", "s", "w"]), int(RNG.integers(20, 40)))
    for _ in range(200)
]


def pooled(tmp_path, header, rows):
    path = tmp_path / "t.csv"
    lines = [",".join(map(str, row)) for row in rows]
    path.write_text("\n".join([header, *lines]) + "\n")
    profile = profile_dataset(path)
    assert type(profile).from_json(profile.to_json()) == profile
    return profile.pooled


def answered(values, people=PEOPLE, seed=1):
    """Each value answers every person, in an order of its own."""
    rng = np.random.default_rng(seed)
    return [
        (value, *people[i], int(rng.random() < 0.4))
        for value in values
        for i in rng.permutation(len(people))
    ]


@pytest.mark.parametrize("values", [("old", "new"), (1, 2, 3), tuple("abcdef")])
def test_models_that_answer_the_same_people_are_known_in_any_order(tmp_path, values):
    rows = answered(values)
    rows = [rows[i] for i in RNG.permutation(len(rows))]
    same = Pooled("which", ("sex", "region", "age"), is_even=False)
    assert pooled(tmp_path, "which,sex,region,age,pred", rows) == (same,)


def test_models_with_as_many_of_each_answer_are_known(tmp_path):
    """Predictions whose sums agree are answers all the same."""
    one = [("a", *person, i % 2) for i, person in enumerate(PEOPLE)]
    other = [("b", *person, (i // 2) % 2) for i, person in enumerate(PEOPLE)]
    same = Pooled("which", ("sex", "region", "age"), is_even=False)
    assert pooled(tmp_path, "which,sex,region,age,pred", [*one, *other]) == (same,)


def test_people_who_label_the_same_rows_are_known_by_the_answers_they_share(tmp_path):
    answers = RNG.integers(0, 2, len(PEOPLE))
    rows = [
        (who, person[0], person[2], int(RNG.random() < 0.3), answer)
        for who in "xyz"
        for person, answer in zip(PEOPLE, answers, strict=True)
    ]
    same = Pooled("who", ("sex", "age", "pred"), is_even=False)
    assert pooled(tmp_path, "who,sex,age,label,pred", rows) == (same,)


@pytest.mark.parametrize("change", [1, 5])
def test_one_other_row_is_another_table(tmp_path, change):
    rows = answered(("old", "new"))
    for i in range(change):
        rows[i] = (*rows[i][:3], 99, rows[i][4])
    # Without the age, of which one differs, both have the same rows still: of two columns.
    (one,) = pooled(tmp_path, "which,sex,region,age,pred", rows)
    assert one.same == ("sex", "region")
    rows[0] = ("old", "d", "z", 99, 1)
    assert pooled(tmp_path, "which,sex,region,age,pred", rows) == ()


def test_people_drawn_apart_are_left_alone(tmp_path):
    """As many women as men, of the same population: 200 tables, none of which pools anything."""
    for seed in range(200):
        rng = np.random.default_rng(seed)
        rows = [
            ("fm"[i % 2], rng.choice(["n", "s"]), int(rng.integers(0, 3)), int(rng.random() < 0.5))
            for i in range(60)
        ]
        assert pooled(tmp_path, "sex,region,grade,pred", rows) == ()


def test_a_design_in_which_all_is_crossed_is_told_apart(tmp_path):
    cells = list(product("ab", range(4), range(5), range(6)))
    rows = [(*cell, int(RNG.random() < 0.5)) for cell in cells]
    every = pooled(tmp_path, "arm,x,z,w,pred", rows)
    assert every
    assert all(one.is_even for one in every)


@pytest.mark.parametrize("values", [(0.1, 0.3, 0.5), ("yes", "no")])
def test_people_who_are_one_of_a_kind_are_no_design(tmp_path, values):
    """Thresholds stacked, or a row for each class: ages and incomes are there once each."""
    people = [(*person[:2], 1000 + 7 * i) for i, person in enumerate(PEOPLE)]
    (same,) = pooled(tmp_path, "cut,sex,region,income,pred", answered(values, people))
    assert same == Pooled("cut", ("sex", "region", "income"), is_even=False)


def test_strata_of_one_size_are_a_design(tmp_path):
    rows = [(arm, f"r{i % 10}", int(RNG.random() < 0.5)) for arm in "ab" for i in range(300)]
    (one,) = pooled(tmp_path, "arm,region,pred", rows)
    assert one.is_even


def test_few_rows_few_combinations_and_missing_values_are_no_evidence(tmp_path):
    assert pooled(tmp_path, "which,sex,region,age,pred", answered("ab", PEOPLE[:19])) == ()
    alike = [(person[0], "n", 1) for person in PEOPLE]
    assert pooled(tmp_path, "which,sex,region,age,pred", answered("ab", alike)) == ()
    rows = [("" if value == "a" else value, *rest) for value, *rest in answered("abc")]
    assert pooled(tmp_path, "which,sex,region,age,pred", rows) == ()


def test_a_table_is_read_again_only_where_a_column_has_as_many_rows_of_each_value():
    column = ColumnProfile("g", Kind.CATEGORY, None, 2, 0, ("a", "b"))

    def never(names):
        raise AssertionError("read again")

    assert pooled_columns([column], {"g": (60, 40)}, 100, never) == ()
    assert pooled_columns([column], {"g": (200_000, 200_000)}, 400_000, never) == ()


def test_batches_of_any_length_and_coded_cells_are_read_alike():
    people = [person[0] + str(person[2]) for person in PEOPLE]
    which, who = ["a"] * 200 + ["b"] * 200, [*people, *reversed(people)]
    columns = [
        ColumnProfile("which", Kind.CATEGORY, None, 2, 0, ("a", "b")),
        ColumnProfile("who", Kind.CATEGORY, None, len(set(people)), 0, tuple(set(people))),
    ]

    def batches(names, size=7):
        for start in range(0, 400, size):
            cells = pa.array(who[start : start + size])
            coded = cells.dictionary_encode() if start % 2 else cells
            yield {"which": pa.array(which[start : start + size]), "who": coded}

    (one,) = pooled_columns(columns, {"which": (200, 200)}, 400, batches)
    assert (one.column, one.same) == ("which", ("who",))


@pytest.mark.parametrize("rows", [20, 60, 400])
def test_the_chance_of_the_same_counts_is_that_of_two_draws(rows):
    """Of two combinations: sum over k of the binomial probability squared, exact."""
    exact = sum((comb(rows, k) / 2**rows) ** 2 for k in range(rows + 1))
    assert chance_of_the_same(rows, 2) == pytest.approx(exact, rel=0.02)
    assert chance_of_the_same(rows, 2) > MOST_LIKELY
