"""Genders kept by a translation, beside scikit-learn's F1."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics

from audits.errors import NotApplicable
from audits.translation.winomt import cells_of, delta_g_draws, f1, spelled, stereotype_of

GENDERS = st.lists(
    st.tuples(*[st.sampled_from(["male", "female", "other"])] * 2), min_size=1, max_size=40
)


@given(GENDERS, st.sampled_from(["male", "female"]))
def test_f1_of_a_gender_is_scikit_learns(rows, gender):
    gold, predicted = (np.array(part) for part in zip(*rows, strict=True))
    found = f1(gold == gender, predicted == gender, np.ones(len(rows)))
    expected = metrics.f1_score(gold == gender, predicted == gender, zero_division=0)
    assert found.value == pytest.approx(expected)


@given(GENDERS)
def test_cells_are_the_confusion_matrix(rows):
    gold, predicted = (np.array(part) for part in zip(*rows, strict=True))
    expected = metrics.confusion_matrix(gold, predicted, labels=["male", "female", "other"])
    np.testing.assert_array_equal(cells_of(gold, predicted, np.ones(len(rows))), expected)


def test_draws_of_delta_g_lie_around_it():
    cells = np.array([[80, 20, 0], [40, 60, 0], [0, 0, 10]], dtype=float)
    # F1 male 2 * 80 / (100 + 120), female 2 * 60 / (100 + 80).
    draws = delta_g_draws(cells, np.random.default_rng(0), 4000)
    assert draws.mean() == pytest.approx(160 / 220 - 120 / 180, abs=0.005)


def test_genders_are_known_as_a_table_spells_them():
    assert spelled(("M", "F", "x")) == {"male": "M", "female": "F"}
    with pytest.raises(NotApplicable, match="0, 1"):
        spelled(("0", "1"))
    assert [stereotype_of(v) for v in ("Pro_1", "anti-x", None, "x")] == [
        "pro", "anti", None, None,
    ]  # fmt: skip
