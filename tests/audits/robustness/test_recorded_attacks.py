"""Recorded attacks: pictures are the trials, and what has no answer is bounded; by hand."""

import numpy as np
import pytest

from audits.robustness.recorded_attacks import Recorded, recorded_share


def test_repeats_of_a_picture_are_one_trial():
    """Three of five attacks, on three pictures, two of them twice: Kish's 5² / (4 + 4 + 1)."""
    pictures = np.array(["a", "b", "a", "c", "b"])
    share = recorded_share(pictures, np.array([True, False, True, True, False]))
    assert (share.value, share.rows, share.effective) == (0.6, 3, pytest.approx(25 / 9))


def test_pictures_that_are_attacked_far_more_often_are_few():
    """Of 300 pictures 15 are attacked thirty times each, and hold 9 in 14 of all attacks."""
    often = np.repeat(np.arange(300), np.where(np.arange(300) < 15, 30, 1))
    share = recorded_share(often, np.zeros(len(often), dtype=bool))
    assert share.rows == 300
    assert share.effective == pytest.approx(735**2 / (15 * 900 + 285))  # 39


def test_pictures_that_stand_once_are_counted():
    share = recorded_share(np.array(["a", "b"]), np.array([True, False]))
    assert (share.evidence, share.rows) == ((1.0, 2.0), 2)


def test_attacks_without_an_answer_may_have_succeeded_or_not():
    pictures = np.array(["a", "b", "c", "d", "e"], dtype=object)
    success = np.array([True, False, False, False, False])
    answered = np.array([True, True, True, False, False])
    every = np.ones(5, dtype=bool)
    own = Recorded(pictures, success, answered).of(every)
    assert own.share.evidence == (1, 3)
    assert (own.ends.low.evidence, own.ends.high.evidence, own.ends.rows) == ((1, 5), (3, 5), 2)
    assert Recorded(pictures, success, answered).of(answered).ends is None
    assert Recorded(pictures, success, answered).of(~answered) is None
