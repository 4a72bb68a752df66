"""Texts by how often they were inserted, and what is no control."""

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers, Texts
from audits.errors import NotApplicable
from audits.privacy.inserted_texts import inserted_texts, nearly_equal, plainly
from audits.specification.roles import Role


def table(rows, count=True):
    """Rows of (text, split, count)."""
    texts, parts, counts = zip(*rows, strict=True)
    columns = [
        Column("text", Role.FEATURE, Texts.of(texts)),
        Column("part", Role.SPLIT, Categories.of(parts)),
    ]
    if count:
        columns.append(Column("n", Role.COUNT, Numbers(np.array(counts, float))))
    return Dataset(tuple(columns))


ROWS = [
    ("the cat sat", "train", 10), ("a dog ran", "train", 1), ("a dog ran", "train", 2),
    ("The cat, sat!", "never", 1), ("no bird flew", "never", 1), ("", "never", 1),
    (None, "train", 1), ("lost", None, 1),
]  # fmt: skip


def test_rows_of_one_text_add_up_and_counts_are_times():
    known = inserted_texts(table(ROWS), 100)
    assert known.times == {"a dog ran": 3, "the cat sat": 10}
    assert known.controls == ("no bird flew",)
    assert known.left_out == 1


def test_without_counts_each_row_is_once():
    assert inserted_texts(table(ROWS, count=False), 100).times == {"a dog ran": 2, "the cat sat": 1}


def test_no_more_are_taken_than_asked():
    rows = [(f"text {at:03}", "train" if at % 2 else "never", 1) for at in range(40)]
    known = inserted_texts(table(rows), 5)
    assert len(known.inserted) == len(known.controls) == 5


def test_near_duplicates_share_most_runs_of_words():
    long = "one two three four five six seven eight nine ten eleven twelve"
    assert nearly_equal([long, f"{long} thirteen", "something else altogether here"]) == 2
    assert nearly_equal([long, long[: len(long) // 2]]) == 0
    assert nearly_equal(["a", "b"]) == 0


def test_case_blanks_and_punctuation_make_no_other_text():
    assert plainly("The  cat, sat!") == plainly("the cat sat")


@pytest.mark.parametrize("left", ["train", "never"])
def test_one_side_alone_is_refused_with_the_remedy(left):
    with pytest.raises(NotApplicable) as refusal:
        inserted_texts(table([row for row in ROWS if row[1] == left]), 10)
    assert "`count`" in refusal.value.remedy


def test_without_texts_it_is_refused():
    data = Dataset(table(ROWS).columns[1:])
    with pytest.raises(NotApplicable, match="no feature holds texts"):
        inserted_texts(data, 10)
