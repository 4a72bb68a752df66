"""Rows of a split that were there in training, by hand."""

import numpy as np
import pytest

from audits.confounds.copied_rows import copied_rows
from audits.confounds.split_scopes import scopes
from audits.data.dataset import (
    Categories,
    Column,
    Dataset,
    Images,
    Numbers,
    Sequences,
    Sounds,
    Texts,
)
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


def beside(*features):
    """Sixty training rows, then sixty others."""
    parts = Column("part", Role.SPLIT, Categories.of(["train"] * 60 + ["test"] * 60))
    columns = (Column(f"x{at}", Role.FEATURE, values) for at, values in enumerate(features))
    (share,) = measured(Dataset((parts, *columns)))
    return share


NOTES = [f"row {at} says {at * 7} and {at * 11} and nothing else" for at in range(60)]


def test_rows_without_anything_to_compare_are_in_no_share():
    half = [note if at % 2 else None for at, note in enumerate(NOTES)]
    share = beside(Texts.of([*NOTES, *half]))
    assert (share.value, share.sample_size) == (1.0, 30)  # all that can be compared are copies


@pytest.mark.parametrize(
    ("values", "whose"),
    [
        (Texts.of([*NOTES, *[None] * 60]), "the split"),
        (Texts.of([*["", " ... "] * 30, *NOTES]), "the training split"),
        (Numbers(np.array([*range(60), *[np.nan] * 60], dtype=float)), "the split"),
        (Sequences.of([*map(np.arange, range(1, 61)), *[None] * 60]), "the split"),
    ],
)
def test_where_nothing_can_be_compared_no_rule_passes(values, whose):
    share = beside(values)
    assert isinstance(share, Undetermined)
    assert share.reason == f"{whose} has no row of which anything is there to compare"


def test_a_copy_is_one_in_all_of_its_texts():
    """The same greeting in every row is no copy; nor are notes of a word beside other numbers."""
    greeting, other = ["Good morning and thank you."] * 120, [*NOTES, *map(str.upper, NOTES[::-1])]
    assert beside(Texts.of(greeting), Texts.of(other)).value == 1.0
    fresh = [f"{at} is what this one is about, or {at * 13}" for at in range(60)]
    assert beside(Texts.of(greeting), Texts.of([*NOTES, *fresh])).value == 0.0
    amounts = Numbers(np.random.default_rng(0).normal(size=120))
    assert beside(Texts.of(["good", "bad"] * 60), amounts).value == 0.0


def test_the_same_question_about_another_picture_is_no_copy():
    class Shelf:
        def decode(self, name):
            return np.random.default_rng(int(name)).integers(0, 255, (32, 32, 3)).astype(np.uint8)

    asked = Texts.of(["What is it that you see here?"] * 120)
    names = np.array([str(at) for at in [*range(60), *range(10), *range(100, 150)]], dtype=object)
    assert beside(asked, Images(names, Shelf())).value == pytest.approx(10 / 60)


def test_sequences_are_compared_value_by_value_and_sounds_not_at_all():
    signals = [np.arange(at, at + 5.0) for at in range(120)]
    signals[60:66] = signals[:6]
    assert beside(Sequences.of(signals)).value == pytest.approx(0.1)
    share = beside(Sounds(np.array(["a.wav"] * 120, dtype=object), None))
    assert "sounds are not compared" in share.reason
