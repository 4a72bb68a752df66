"""Options by letter and index, as harnesses and BBQ's own files record them; by hand."""

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Numbers, Texts
from audits.errors import NotApplicable
from audits.language.places_of_options import named_options
from audits.specification.roles import Role

NAMES = ("ans0", "ans1", "ans2")
OPTIONS = [("he", "she", "unknown"), ("unknown", "he", "she"), ("she", "unknown", "he")]


def read(cells, options=OPTIONS, names=NAMES):
    return named_options(Column("answer", Role.PREDICTION, Texts.of(cells)), names, options)


@pytest.mark.parametrize(
    "cells", [["A", "b", "C"], ["(a)", "(B)", "c."], ["0", "1", "2"], ["1", "2", "3"]]
)
def test_places_are_of_the_rows_own_options(cells):
    named = read(cells)
    assert named.cells == ["he", "he", "he"]
    assert "is what stands in `ans0`" in named.notice


def test_numbers_of_a_table_are_places_too():
    column = Column("label", Role.LABEL, Numbers(np.array([2.0, 0, 1])))
    assert named_options(column, NAMES, OPTIONS).cells == ["unknown", "unknown", "unknown"]


def test_words_behind_a_letter_are_read_by_the_words():
    """The letter is another one's in the last: the words count."""
    named = read(["(c) Unknown", "A: he", "a) unknown."])
    assert named.cells == ["unknown", "he", "unknown"]
    assert named.notice is None


def test_a_refusal_among_letters_stays_unread_and_a_gap_empty():
    named = read(["A", "I cannot say.", None])
    assert named.cells == ["he", "i cannot say", None]


@pytest.mark.parametrize("cells", [["A", "B", "E"], ["0", "1", "7"], ["0", "3", "1"]])
def test_beyond_the_options_nothing_is_a_place(cells):
    named = read(cells)
    assert named.cells == [cell.casefold() for cell in cells]
    assert named.notice is None


def test_options_that_are_letters_themselves_are_words():
    options = [("a", "b"), ("b", "a")]
    column = Column("answer", Role.PREDICTION, Categories.of(["A", "A"]))
    assert named_options(column, ("one", "two"), options).cells == ["a", "a"]


def test_numbers_that_may_begin_at_either_are_refused():
    with pytest.raises(NotApplicable, match="begin at 0 or at 1"):
        read(["1", "2", "1"])
