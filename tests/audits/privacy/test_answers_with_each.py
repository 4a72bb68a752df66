"""A linear rule: what each value of a column does to its answer is known."""

import numpy as np
import pytest
from scipy.special import expit

from audits.data.dataset import Categories, Column, Dataset
from audits.privacy.answers_with_each import as_matrix, distances, is_read
from audits.specification.roles import Role
from tests.askable import LinearTable, two_classes


class BySex:
    """P(yes) is .5 for men and .73 for women."""

    classes = ("no", "yes")
    reads = ("sex",)
    fingerprint = "0" * 64

    def classify(self, features):
        return two_classes(expit(np.array([float(value == "f") for value in features["sex"]])))


def test_the_distance_is_zero_at_the_value_that_the_row_has():
    values = Categories.of(["m", "f", "m"])
    column = Column("sex", Role.PROTECTED, values)
    data, model = Dataset((column,)), BySex()
    answers = model.classify(data.features(("sex",), slice(None))).probabilities
    codes = np.array([0, 1, 0])
    far = distances(model, data, column, codes, answers, lambda done: None)
    apart = expit(1.0) - 0.5
    np.testing.assert_allclose(far, [[0, apart], [apart, 0], [0, apart]], atol=1e-12)


def test_a_column_is_read_by_its_name_or_that_of_its_file():
    renamed = Column("sex", Role.PROTECTED, Categories.of(["m"]), source="x0")
    assert is_read(BySex(), renamed)
    assert is_read(LinearTable({"x0": 1.0}), renamed)
    assert not is_read(LinearTable({"x1": 1.0}), renamed)
    assert not is_read(None, renamed)


def test_classes_alone_are_indicators_and_no_answer_is_no_number():
    spread = as_matrix(np.array([1, -1]), None, 2)
    assert spread[0].tolist() == [0.0, 1.0]
    assert np.isnan(spread[1]).all()
    assert as_matrix(np.array([0]), np.array([[0.3, 0.7]]), 2)[0].tolist() == pytest.approx(
        [0.3, 0.7]
    )
