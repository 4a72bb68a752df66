"""Columns of other libraries on their way in: one value a row, each beside its own row."""

import numpy as np
import pandas as pd
import pytest

from audits.errors import Refused
from evenhand.frames import Frame
from tests.lazily import lazily

torch = lazily("torch")

INDEXED = pd.DataFrame({"x": [10, 20, 30]}, index=[5, 6, 7])


def refusal(call):
    with pytest.raises(Refused) as caught:
        call()
    (problem,) = caught.value.problems
    return problem


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (pd.cut([1, 5, np.nan], [0, 2, 9]), ["(0, 2]", "(2, 9]", None]),
        (pd.interval_range(0, 3), ["(0, 1]", "(1, 2]", "(2, 3]"]),
        (pd.PeriodIndex(["2026-01", "2026-02", None], freq="M"), ["2026-01", "2026-02", None]),
        (pd.arrays.SparseArray([0, 0, 7]), [0, 0, 7]),
    ],
    ids=["cut", "interval", "period", "sparse"],
)
def test_values_that_are_known_by_their_words_are_read_by_them(values, words):
    assert Frame.of(pd.DataFrame({"x": values})).table["x"].to_pylist() == words


@pytest.mark.parametrize(
    "answers",
    [
        pd.Series([1, 0, 0], index=[5, 6, 7]),
        pd.Series([1, 0, 0]),  # as `pd.Series(model.predict(frame))` makes it
        pd.Series([1, 0, 0], index=["a", "b", "c"]),
        np.array([[1], [0], [0]]),
        pd.DataFrame({"answer": [1, 0, 0]}),
        lambda: torch.tensor([1, 0, 0]),
        (value for value in (1, 0, 0)),
    ],
    ids=["indexed", "counted", "unrelated", "column", "frame", "tensor", "generator"],
)
def test_answers_beside_a_frame_belong_to_its_rows(answers):
    answers = answers() if callable(answers) else answers
    assert Frame.of(INDEXED).with_columns({"y": answers}).table["y"].to_pylist() == [1, 0, 0]


@pytest.mark.parametrize("index", [[7, 6, 5], [5, 6, 8]], ids=["another order", "other rows"])
def test_answers_that_may_belong_to_other_rows_are_refused(index):
    problem = refusal(
        lambda: Frame.of(INDEXED).with_columns({"y": pd.Series([1, 0, 0], index=index)})
    )
    assert (problem.field, problem.code) == ("y", "other_index")


def test_a_shuffled_frame_beside_answers_that_count_is_refused():
    shuffled = pd.DataFrame({"x": [1, 2, 3]}, index=[2, 0, 1])
    problem = refusal(lambda: Frame.of(shuffled).with_columns({"y": pd.Series([1, 0, 0])}))
    assert problem.code == "other_index"
