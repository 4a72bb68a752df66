import itertools

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.errors import NotApplicable, Problem, Refused
from audits.measurement import Undetermined
from audits.probing.subject import Subject
from audits.robustness.corrupting import SEVERITIES, corrupted, mean_of
from audits.specification.roles import Role
from audits.statistics.shares import Stated
from tests import askable


def table(rows=40):
    x = np.arange(rows) - rows / 2 + 0.5
    label = Categories.of(["yes" if value > 0 else "no" for value in x])
    return Dataset((Column("x0", Role.FEATURE, Numbers(x)), Column("y", Role.LABEL, label)))


def held(kinds, model=None):
    return corrupted(Subject(table(), model or askable.LinearTable({"x0": 1.0})), 40, kinds)


def test_rounding_to_one_digit_keeps_the_sign_and_so_every_answer():
    """By hand: the answer is the sign of a number, which rounding to a digit that counts keeps."""
    found = held(["rounding"])
    assert found.rows.right.all()
    assert found.right["rounding"].shape == (len(SEVERITIES), 40)
    assert found.by_row.tolist() == [1.0] * 40
    assert found.examples == {}


def test_a_missing_cell_is_asked_and_its_row_alone():
    """NaN is no answer, so each row that a fault falls on is lost, and no other."""
    found = held(["missing_cells"])
    lost = ~found.right["missing_cells"]
    assert 10 <= lost[-1].sum() <= 30  # half of forty
    assert all((one <= other).all() for one, other in itertools.pairwise(lost))
    assert found.at_severity(5).tolist() == (~lost[-1]).astype(float).tolist()
    assert found.of_family("table", 5).tolist() == found.at_severity(5).tolist()
    example = found.examples["missing_cells"]
    assert example.before.startswith("x0: ")
    assert example.after == "x0: missing"


class Strict(askable.LinearTable):
    """Takes no empty cell."""

    def classify(self, features):
        if np.isnan(features["x0"]).any():
            raise Refused([Problem("x0", "is empty", "fill it", "empty")])
        return super().classify(features)


def test_a_model_that_refuses_is_told_with_its_words():
    found = held(["missing_cells", "rounding"], Strict({"x0": 1.0}))
    assert set(found.right) == {"rounding"}
    assert "is empty" in found.left_out["missing_cells"]


def test_a_kind_that_does_not_fit_is_named_with_those_that_do():
    with pytest.raises(NotApplicable, match="'fog' is no corruption of what the model reads"):
        held(["fog"])


def test_a_mean_of_few_rows_decides_nothing_and_keeps_its_value():
    few = mean_of("m", (), np.array([0.0, 0.5, 1.0]), Stated(0.95, 30))
    assert isinstance(few, Undetermined)
    assert few.raw[0] == 0.5
