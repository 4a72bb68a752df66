"""Rows are the same where their values say so surely, and in no other case."""

import random
from dataclasses import replace

import numpy as np
import pytest

from audits.comparison import Unpaired
from audits.comparison.row_fingerprint import Fingerprint, check_same, fingerprint, tells_apart
from audits.data.dataset import Categories, Column, Dataset, Images, Numbers, Texts
from audits.specification.roles import Role
from tests.tables import shuffled, table


def of(**columns: object) -> Dataset:
    """Columns by name: role feature, or (role, values)."""
    found = []
    for name, values in columns.items():
        role, held = values if isinstance(values, tuple) else (Role.FEATURE, values)
        found.append(Column(name, role, held))
    return Dataset(tuple(found))


def words(values: object) -> Categories:
    return Categories.of([None if value is None else str(value) for value in values])


def same(now: Dataset, before: Dataset) -> None:
    check_same(now, fingerprint(now), fingerprint(before))


def with_column(data: Dataset, name: str, change) -> Dataset:
    return Dataset(tuple(replace(c, values=change(c.values)) if c.name == name else c
                         for c in data))  # fmt: skip


def test_other_answers_leave_the_rows_the_same():
    before, now = table(), table()
    now = with_column(now, "answer", lambda held: Categories(1 - held.codes, held.levels))
    now = with_column(now, "score", lambda held: Numbers(1 - held.values))
    assert fingerprint(now) == fingerprint(before)
    same(now, before)


def test_one_other_value_makes_other_rows_and_the_column_is_named():
    before = table()

    def one_more(held):
        values = held.values.copy()
        values[17] += 1e-9
        return Numbers(values)

    with pytest.raises(Unpaired, match="saw other rows: they differ in income"):
        same(with_column(before, "income", one_more), before)


def test_one_missing_value_makes_other_rows():
    before = table()

    def lacking(held):
        codes = held.codes.copy()
        codes[3] = -1
        return Categories(codes, held.levels)

    with pytest.raises(Unpaired, match="differ in sex"):
        same(with_column(before, "sex", lacking), before)


def test_another_order_is_told_and_not_paired():
    with pytest.raises(Unpaired, match="stand in another order"):
        same(shuffled(table()), table())


def test_one_row_more_is_told_with_both_numbers():
    with pytest.raises(Unpaired, match="400 then, 401 now"):
        same(table(401), table(400))


def test_a_duplicate_in_the_place_of_another_row_is_no_reordering():
    """Both tables hold the same distinct rows, each at least once."""
    ids = np.array([*range(100), 5, 5, 9], dtype=float)
    other = np.array([*range(100), 5, 9, 9], dtype=float)
    with pytest.raises(Unpaired, match="differ in x"):
        same(of(x=Numbers(ids)), of(x=Numbers(other)))


def test_duplicates_are_paired_in_their_order():
    rng = np.random.default_rng(1)
    values = words(rng.integers(0, 4, 500))
    same(of(x=values), of(x=values))


def test_columns_that_only_one_audit_read_say_nothing():
    before = table()
    fewer = Dataset(tuple(c for c in before if c.name != "income"))
    same(fewer, before)
    same(before, fewer)


def test_the_columns_order_and_new_names_say_nothing():
    before = table()
    now = Dataset(tuple(
        replace(c, name="gender", source="sex") if c.name == "sex" else c
        for c in reversed(before.columns)
    ))  # fmt: skip
    same(now, before)


def test_the_order_of_levels_and_the_width_of_codes_say_nothing():
    before = table()

    def turned(held):
        last = len(held.levels) - 1
        codes = np.where(held.codes < 0, -1, last - held.codes).astype(np.int64)
        return Categories(codes, held.levels[::-1])

    same(with_column(before, "region", turned), before)
    unused = with_column(before, "region", lambda h: Categories(h.codes, (*h.levels, "zz")))
    same(unused, before)


def test_zeros_and_missing_numbers_are_alike_however_they_are_written():
    rng = np.random.default_rng(2)
    values = rng.normal(size=200)
    values[:3] = 0.0, np.nan, 1.0
    other = values.copy()
    other[:2] = -0.0, -np.nan
    same(of(x=Numbers(values)), of(x=Numbers(other)))


def test_a_swap_of_two_values_between_rows_is_no_reordering():
    a, b = np.random.default_rng(3).normal(size=(2, 50))
    swapped = a.copy()
    swapped[[0, 1]] = a[[1, 0]]
    with pytest.raises(Unpaired, match="differ in a"):
        same(of(a=Numbers(swapped), b=Numbers(b)), of(a=Numbers(a), b=Numbers(b)))


def test_pictures_are_the_same_in_the_same_file_only():
    class Nowhere:
        def decode(self, name: str):
            raise AssertionError(name)

    data = of(x=Images(np.array(["a.png", "b.png"], dtype=object), Nowhere()))
    with pytest.raises(Unpaired, match="pictures are not compared"):
        same(data, data)


def test_answers_alone_tell_of_no_row():
    data = Dataset(tuple(c for c in table() if c.role in (Role.PREDICTION, Role.SCORE)))
    with pytest.raises(Unpaired, match="a column with the role id would"):
        same(data, data)


RNG = np.random.default_rng(4)
N = 600


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("sorted groups", words(np.sort(RNG.integers(0, 3, N)))),
        ("many sorted groups", words(np.sort(RNG.integers(0, 150, N)))),
        ("groups in turn", words(np.arange(N) % 2)),
        ("the hours of days", Numbers((np.arange(N) % 24).astype(float))),
        ("a grid", words([f"{row % 30} {row // 30}" for row in range(N)])),
        ("blocks of ten", words(np.arange(N) // 10 % 7)),
        ("everyone alike", words(["a"] * N)),
        ("the number of the row", Numbers(np.arange(N).astype(float))),
        ("tenths of it", Numbers(np.arange(N) * 0.1)),
        ("the number of the row in words", Texts.of([f"person {row:06}" for row in range(N)])),
        ("few rows", words(RNG.integers(0, 2, 40))),
    ],
)
def test_what_other_rows_could_look_like_as_well_is_not_paired(name, values):
    data = of(x=values)
    assert not tells_apart(data, ["x"]), name
    with pytest.raises(Unpaired, match="does not tell the rows apart"):
        same(data, data)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("two groups as they came", words(RNG.integers(0, 2, N))),
        ("ages", Numbers(RNG.integers(18, 90, N).astype(float))),
        ("incomes in order", Numbers(np.sort(RNG.lognormal(10, 1, N)))),
        ("sentences", Texts.of(
            [" ".join(random.Random(row).choices("abcdefghij", k=12)) for row in range(N)]
        )),
        ("names as categories", words([random.Random(row).getrandbits(64) for row in range(N)])),
    ],
)  # fmt: skip
def test_what_no_other_rows_would_look_like_is_paired(name, values):
    data = of(x=values)
    assert tells_apart(data, ["x"]), name
    same(data, data)


def test_sorted_columns_tell_rows_apart_by_their_crossing_only_where_that_is_unsorted():
    sex = np.repeat(["f", "m"], 300)
    label = np.tile(np.repeat(["0", "1"], 150), 2)
    assert not tells_apart(of(sex=words(sex), label=words(label)), ["sex", "label"])
    assert tells_apart(of(sex=words(sex), label=words(RNG.permutation(label))), ["sex", "label"])


def test_an_id_tells_rows_apart_if_it_is_one():
    data = of(x=(Role.ID, words(range(40))))
    assert tells_apart(data, ["x"])
    assert not tells_apart(data, [])
    assert not tells_apart(of(x=(Role.ID, words(["none"] * 40))), ["x"])


def test_the_fingerprint_survives_json():
    found = fingerprint(table())
    assert Fingerprint.from_json(found.rows, found.to_json()) == found


def test_the_fingerprint_does_not_depend_on_blocks(monkeypatch):
    whole = fingerprint(table())
    monkeypatch.setattr("audits.comparison.row_fingerprint.BLOCK", 7)
    assert fingerprint(table()) == whole


def test_many_columns_that_differ_are_named_shortly():
    before = of(**{f"c{at}": Numbers(RNG.normal(size=50)) for at in range(9)})
    now = of(**{f"c{at}": Numbers(RNG.normal(size=50)) for at in range(9)})
    with pytest.raises(Unpaired, match="c0, c1, c2, c3, c4 and 4 more columns"):
        same(now, before)
