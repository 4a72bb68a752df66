"""Batches: every input once, in its place, whatever goes together."""

import numpy as np
import pytest

from audits.models.batches import Pace, in_batches, shortest_first


def doubled(asked):
    def one(rows):
        asked.append(rows)
        return rows, 2.0 * np.arange(10)[rows]

    return one


def test_inputs_of_different_numbers_are_never_asked_together():
    asked, numbers = [], np.array([3, 1, 2, 1, 3, 1, 1, 2, 3, 3])
    answers = in_batches(10, Pace(3, grows=False), doubled(asked), apart=numbers)
    assert answers.tolist() == [2.0 * row for row in range(10)]
    assert [sorted(numbers[rows]) for rows in asked] == [[1] * 3, [1], [2] * 2, [3] * 3, [3]]


def test_within_a_group_the_order_is_kept():
    asked = []
    order = np.arange(10)[::-1]
    in_batches(10, Pace(9, grows=False), doubled(asked), order=order, apart=[0, 1] * 5)
    assert [rows.tolist() for rows in asked] == [[8, 6, 4, 2, 0], [9, 7, 5, 3, 1]]


def test_what_is_known_is_not_asked():
    asked = []
    known = np.array([2, 7]), np.array([-1.0, -2.0])
    answers = in_batches(10, Pace(4, grows=False), doubled(asked), known=known)
    assert answers.tolist() == [0, 2, -1, 6, 8, 10, 12, -2, 16, 18]
    assert sorted(np.concatenate(asked)) == [0, 1, 3, 4, 5, 6, 8, 9]


def test_all_known_asks_nothing():
    known = np.arange(10), np.arange(10.0)
    found = in_batches(10, Pace(4, grows=False), doubled([]), known=known, apart=np.zeros(10))
    assert found.tolist() == list(range(10))


def test_memory_that_runs_out_halves_within_its_group():
    asked = []

    def one(rows):
        if len(rows) > 2:
            raise MemoryError
        asked.append(len(rows))
        return rows, np.ones(len(rows))

    pace = Pace(8, grows=False)
    assert in_batches(10, pace, one, apart=[0] * 5 + [1] * 5).sum() == 10
    assert (asked, pace.size) == ([2, 2, 1, 2, 2, 1], 2)
    with pytest.raises(MemoryError):
        in_batches(1, Pace(1, grows=False), lambda rows: one(range(9)))


def test_short_texts_come_first():
    assert shortest_first([["aaa", "b", None], ["", "", "cc"]], 3).tolist() == [1, 2, 0]
