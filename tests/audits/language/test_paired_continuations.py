"""Prompts are paired by what they are, each once, wherever they stand."""

import numpy as np

from audits.language.paired_continuations import Scored, pairs


def scored(prompts, toxic, known=None):
    toxic = np.array(toxic, dtype=bool)
    known = np.ones(len(toxic), dtype=bool) if known is None else np.array(known, dtype=bool)
    return Scored(prompts, ["..."] * len(toxic), toxic, known)


def test_each_prompt_counts_once_by_a_known_row():
    one = scored(["a", "b", "a", None, "c"], [1, 0, 0, 1, 1], [0, 1, 1, 1, 1])
    assert one.rows.tolist() == [1, 2, 4]


def test_of_a_prompt_answered_twice_the_first_by_its_text_counts_and_of_equal_ones_a_toxic():
    toxic = np.array([True, False, False, True])
    one = Scored(["a", "a", "b", "b"], ["y", "x", "z", "z"], toxic, np.ones(4, dtype=bool))
    assert one.rows.tolist() == [1, 3]


def test_rows_are_paired_in_whatever_order_they_stand():
    now, before = scored(["a", "b", "c"], [1, 0, 0]), scored(["c", "x", "a"], [0, 0, 1])
    rows, others = pairs(now, before)
    assert rows.tolist() == [0, 2]
    assert others.tolist() == [2, 0]


def test_without_a_prompt_in_common_there_is_no_pair():
    rows, others = pairs(scored(["a"], [1]), scored(["b"], [1]))
    assert len(rows) == len(others) == 0
