"""Scores by size as somebody recorded them: whose they are, and what is refused."""

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.errors import NotApplicable
from audits.measurement import WhyNot
from audits.specification.roles import Role
from audits.tradeoffs.recorded_curves import recorded_by_group, reference_of, repeated_twice

FEMALE, MALE = (("sex", "f"),), (("sex", "m"),)


def table(sizes, scores, *, draws=None, sex=None, reference=None):
    columns = [Column("rows", Role.FEATURE, Numbers(np.array(sizes, dtype=float))),
               Column("score", Role.SCORE, Numbers(np.array(scores, dtype=float)))]  # fmt: skip
    if draws is not None:
        columns.append(Column("seed", Role.ID, Categories.of([str(one) for one in draws])))
    if sex is not None:
        columns.append(Column("sex", Role.PROTECTED, Categories.of(sex), reference=reference))
    return Dataset(tuple(columns))


def read(data, higher=True):
    return recorded_by_group(data, "rows", higher=higher)


def test_rows_without_a_group_are_of_everyone():
    data = table([1, 2, 1, 2], [0.1, 0.2, 0.3, 0.4], sex=[None, None, "f", "m"])
    scores = read(data)
    assert list(scores) == [(), FEMALE, MALE]
    assert scores[()].scores.tolist() == [0.1, 0.2]
    assert reference_of(data, scores) == {FEMALE: FEMALE, MALE: FEMALE}


def test_a_stated_reference_is_taken_and_an_unknown_one_refused():
    data = table([1, 2], [0.1, 0.2], sex=["f", "m"], reference="m")
    assert reference_of(data, read(data))[FEMALE] == MALE
    other = table([1, 2], [0.1, 0.2], sex=["f", "m"], reference="x")
    with pytest.raises(NotApplicable, match="the reference 'x' of 'sex' has no recorded score"):
        reference_of(other, read(other))


def test_a_lower_score_that_is_better_is_turned():
    assert read(table([1, 2], [0.5, 0.25]), higher=False)[()].scores.tolist() == [-0.5, -0.25]


def test_points_are_means_and_their_errors_those_of_draws():
    """Three draws with variances 4 and 1: of the means a third of that."""
    points = read(table([10] * 3 + [20] * 3, [1, 3, 5, 4, 5, 6]))[()].points()
    assert points.means.tolist() == [3, 5]
    assert np.diag(points.covariance) == pytest.approx([4 / 3, 1 / 3])
    assert points.degrees_of_freedom == 4


def test_variances_that_rise_are_pooled():
    """1 and then 4, of as many draws each, are 2.5 both: variances fall with the size."""
    points = read(table([10] * 3 + [20] * 3, [4, 5, 6, 1, 3, 5]))[()].points()
    assert np.diag(points.covariance) == pytest.approx([2.5 / 3, 2.5 / 3])


def test_one_draw_of_a_size_says_nothing_of_others():
    points = read(table([10, 10, 10, 20], [1, 2, 3, 4]))[()].points()
    assert isinstance(points, WhyNot)
    assert points.reason == "size 20 has 1 score where 3 draws of each are needed"


def test_scores_without_variation_say_nothing():
    points = read(table([10] * 3 + [20] * 3, [1] * 3 + [2] * 3))[()].points()
    assert isinstance(points, WhyNot)
    assert "every draw of a size scores alike" in points.reason


def test_a_draw_that_is_there_twice_is_named():
    scores = read(table([10, 10, 20], [1, 2, 3], draws=[1, 1, 1]))[()]
    assert repeated_twice(scores) == (10.0, "1")
    assert repeated_twice(read(table([10, 10], [1, 2], draws=[1, 2]))[()]) is None
    assert repeated_twice(read(table([10, 10], [1, 2]))[()]) is None


@pytest.mark.parametrize(
    ("data", "column", "reason"),
    [
        (table([10], [1]), "size", "there is no column 'size'"),
        (table([0, 10], [1, 2]), "rows", "holds a size of 0"),
        (table([np.nan], [1]), "rows", "no row has a size and a score"),
        (table([10], [1], sex=["f"]), "sex", "column 'sex' holds category"),
    ],
)
def test_what_is_no_table_of_scores_is_refused(data, column, reason):
    with pytest.raises(NotApplicable, match=reason):
        recorded_by_group(data, column, higher=True)
