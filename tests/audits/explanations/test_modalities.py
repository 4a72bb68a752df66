"""Exchanged modalities: which columns, who gives to whom, and intervals that hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.data.dataset import Categories, Column, Dataset, Numbers, Texts
from audits.errors import NotApplicable
from audits.explanations.modalities import ALL, Exchanges, exchanged, modalities_of, rings
from audits.measurement import Estimate, Undetermined
from audits.specification.roles import Role
from audits.statistics.shares import Stated

STATED = Stated(0.95, 30)
DATA = Dataset(
    (
        Column("note", Role.FEATURE, Texts.of(["a", "b", "c"])),
        Column("age", Role.FEATURE, Numbers(np.array([1.0, 2.0, 3.0]))),
        Column("job", Role.FEATURE, Categories.of(["x", "y", "x"])),
    )
)


def test_texts_stand_apart_from_the_table():
    found = modalities_of(DATA, ("note", "age", "job"), {}, None)
    assert found == {"table": ("age", "job"), "texts": ("note",)}


def test_of_one_kind_the_inputs_are_modalities():
    feeds = {"work": ("age",), "home": ("job", "age")}
    found = modalities_of(DATA, ("age", "job"), feeds, None)
    assert found == {"home": ("job", "age"), "work": ("age",)}


@pytest.mark.parametrize("feeds", [{}, {"x": ("age", "job")}, {"age": ("age",), "job": ("job",)}])
def test_without_parts_it_is_asked_for_them(feeds):
    with pytest.raises(NotApplicable) as refusal:
        modalities_of(DATA, ("age", "job"), feeds, None)
    assert "modalities: {NAME: [COLUMN, ...]" in refusal.value.remedy


@pytest.mark.parametrize(
    ("stated", "reason"),
    [
        ({"a": ["age"], "b": ["shoe"]}, "does not read shoe"),
        ({"a": ["age"], "b": ["age"]}, "columns of their own"),
        ({"a": ["age", "job"]}, "two or more parts"),
        ({"a": ["age"], "b": []}, "columns of their own"),
    ],
)
def test_parts_that_do_not_fit_are_refused(stated, reason):
    with pytest.raises(NotApplicable, match=reason):
        modalities_of(DATA, ("age", "job"), {}, stated)


def test_only_the_named_columns_are_given():
    given_rows = exchanged(DATA, ("note",), np.array([1, 2, 0]))
    assert list(given_rows["note"].values.values) == ["b", "c", "a"]
    assert given_rows["age"].numbers.tolist() == [1, 2, 3]


@given(st.integers(2, 60), st.integers(1, 4), st.integers(0, 10**6))
def test_everybody_gives_once_a_time_and_never_to_itself(rows, times, seed):
    donors = rings(rows, times, np.random.default_rng(seed))
    for turn in donors:
        assert sorted(turn.tolist()) == list(range(rows))
        assert (turn != np.arange(rows)).all()


def drawn(seed, rows, times=5):
    """A model that is right where the receiver is easy or the giver is kind."""
    rng = np.random.default_rng(seed)
    easy, kind = rng.random(rows) < 0.5, rng.random(rows) < 0.4
    donors = rings(rows, times, rng)
    after = easy[None, :] | kind[donors]
    before = np.ones(rows, dtype=bool)
    return Exchanges(before, {"a": after, ALL: after}, donors)


def test_intervals_over_receivers_and_givers_hold_their_level():
    """True drop: the receiver is not easy and the giver not kind, .5 times .6."""
    everyone, inside, narrow, total = np.ones(200, dtype=bool), 0, 0, 400
    for seed in range(total):
        tried = drawn(seed, 200)
        lost = tried.drop("a")
        measured = tried.mean("m", (), lost, everyone, STATED)
        inside += 0.3 in measured.interval
        error = lost.mean(axis=0).std(ddof=1) / np.sqrt(200)  # as if the givers were fixed
        narrow += abs(lost.mean() - 0.3) < 1.97 * error
    assert inside >= 0.92 * total  # of a true 95 % less is one in a hundred
    assert narrow < 0.9 * total  # so the givers do count


def test_a_group_is_the_mean_over_its_rows_and_a_gap_the_difference_of_two():
    tried = drawn(1, 400)
    lost, odd = tried.drop("a"), np.arange(400) % 2 == 1
    own, other = (tried.mean("m", (), lost, rows, STATED) for rows in (odd, ~odd))
    gap = tried.gap("d", ((("sex", "f"),), (("sex", "m"),)), lost, odd, ~odd, STATED)
    assert own.value == pytest.approx(lost[:, odd].mean())
    assert gap.value == pytest.approx(own.value - other.value)
    assert gap.sample_size == (200, 200)


def test_one_that_stands_in_for_another_loses_nothing_alone():
    """Two copies of what is known, either of which is enough: all is lost with both alone."""
    rng = np.random.default_rng(2)
    before = np.ones(500, dtype=bool)
    donors = rings(500, 3, rng)
    chance = rng.random((3, 500)) < 0.5
    every = np.ones((3, 500), dtype=bool)
    tried = Exchanges(before, {"a": every, "b": every, ALL: chance}, donors)
    everyone = np.ones(500, dtype=bool)
    alone = tried.mean("m", (), tried.drop("a"), everyone, STATED)
    overlap = tried.mean("o", (), tried.overlap(), everyone, STATED, 3.0)
    assert alone.value == 0
    assert alone.interval.lower < 0 < alone.interval.upper
    assert overlap.value == pytest.approx(0.5, abs=0.05)
    assert overlap.interval.lower > 0.4


def test_few_rows_are_undetermined_beside_their_value():
    tried = drawn(3, 20)
    measured = tried.mean("m", (), tried.drop("a"), np.ones(20, dtype=bool), STATED)
    assert isinstance(measured, Undetermined)
    assert measured.raw is not None
    nobody = tried.mean("m", (), tried.drop("a"), np.zeros(20, dtype=bool), STATED)
    assert nobody.raw is None
    assert isinstance(tried.mean("m", (), tried.drop("a"), np.ones(20, bool), Stated(0.95, 5)),
                      Estimate)  # fmt: skip
