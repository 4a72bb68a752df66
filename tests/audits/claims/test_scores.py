"""A mean with its error bar, or the questions that come first."""

from math import sqrt

import numpy as np
import pytest

from audits.claims.scores import Scores, StatedError, is_right_or_wrong


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("standard deviation", 0.6 / sqrt(9)),
        ("standard error", 0.6),
        ("two standard errors", 0.3),
        ("95 % interval", 0.6 / 2.306004),  # t of 8 degrees of freedom, from a table
    ],
)
def test_each_kind_of_error_bar_is_its_own_standard_error(kind, error):
    summary = StatedError(kind, "runs", 9).summary(93.1, 0.6, None)
    assert summary.error == pytest.approx(error, rel=1e-6)
    assert summary.lacks == ()


def test_runs_of_the_table_come_before_those_of_the_document():
    assert StatedError("standard error", "runs", 9).summary(93.1, 0.6, 4).runs == 4


@pytest.mark.parametrize(
    ("stated", "bar", "asked"),
    [
        (StatedError(None, "runs", 5), 0.4, "standard deviation, a standard error"),
        (StatedError("standard error", None, 5), 0.4, "Of what is the error bar"),
        (StatedError("standard error", "runs", None), 0.4, "Of how many values"),
        (StatedError("standard error", "models of one run", 10), 0.4, "whole run is repeated"),
        (StatedError("standard error", "runs", 1), 0.4, "One run has no spread"),
        (StatedError("standard error", "runs", 5), None, "How far do the values spread"),
    ],
)
def test_what_is_not_said_is_asked_and_no_error_made_up(stated, bar, asked):
    summary = stated.summary(93.1, bar, None)
    assert summary.error is None
    assert asked in " ".join(lack.question for lack in summary.lacks)


def test_scores_of_nought_and_one_are_answers():
    assert is_right_or_wrong(Scores(np.array([0.0, 1.0])), Scores(np.array([1.0, 1.0])))
    assert not is_right_or_wrong(Scores(np.array([0.0, 0.5])))
