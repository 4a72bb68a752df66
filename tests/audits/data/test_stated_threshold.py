"""A threshold and recorded answers that say different things."""

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.data.stated_threshold import check_threshold
from audits.errors import Refused
from audits.specification.roles import Role


def table(threshold, answers, positive="1", scores=(0.2, 0.6, 0.9, np.nan)):
    codes = np.array(answers, dtype=np.int8)
    return Dataset(
        (
            Column("s", Role.SCORE, Numbers(np.array(scores)), threshold=threshold),
            Column("p", Role.PREDICTION, Categories(codes, ("0", "1")),
                   positive=positive),
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    ("threshold", "answers", "positive"),
    [
        (0.5, [0, 1, 1, 0], "1"), (0.6, [0, 1, 1, 1], "1"),  # at the threshold is reached
        (0.8, [0, -1, 1, 0], "1"),  # an answer that is missing contradicts nothing
        (0.5, [1, 0, 0, 0], "0"), (None, [1, 1, 1, 1], "1"),
    ],
)  # fmt: skip
def test_answers_that_agree_stand(threshold, answers, positive):
    check_threshold(table(threshold, answers, positive))


@pytest.mark.parametrize(
    ("threshold", "answers", "positive", "differing"),
    [(0.8, [0, 1, 1, 0], "1", 1), (0.5, [0, 1, 1, 0], "0", 3), (0.95, [0, 1, 1, 1], "1", 2)],
)
def test_answers_of_another_cut_are_refused_with_both_ways_out(
    threshold, answers, positive, differing
):
    with pytest.raises(Refused) as caught:
        check_threshold(table(threshold, answers, positive))
    (problem,) = caught.value.problems
    assert (problem.field, problem.code) == ("dataset.columns.s.threshold", "contradicts")
    assert f"{differing} of 3 differ" in problem.reason
    assert problem.remedy.startswith("leave `threshold` out")
