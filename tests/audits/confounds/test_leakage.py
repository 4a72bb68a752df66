"""Columns that all but equal the label, and a label that drifts."""

import numpy as np
import pytest
from scipy.stats import chi2_contingency

from audits.confounds.leakage import drift, leak
from tests.audits.confounds.simulated import category, number

LABEL = category(["0", "1"] * 100)


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_a_column_that_is_the_label_in_other_words_is_a_leak(rng):
    found = leak("code", category(["x", "y"] * 100), LABEL, rng)
    assert (found.column, found.value, found.chance, found.rows) == ("code", 1.0, 0.5, 200)


def test_a_threshold_inside_a_number_is_found(rng):
    values = np.where(LABEL.codes == 1, 5.0, 1.0) + np.random.default_rng(1).random(200)
    assert leak("risk", number(values), LABEL, rng).value == 1.0


def test_a_column_right_in_nineteen_of_twenty_is_none(rng):
    wrong = np.arange(200) % 20 == 0
    assert leak("near", category(np.where(wrong, 1 - LABEL.codes, LABEL.codes)), LABEL, rng) is None


def test_a_constant_tells_nothing(rng):
    assert leak("c", number(np.ones(200)), LABEL, rng) is None
    assert leak("c", LABEL, category(["0"] * 200), rng) is None


def test_a_label_sorted_in_the_file_drifts_as_scipys_chi_square_says():
    sorted_label = category(np.sort(np.random.default_rng(2).integers(0, 2, 200)))
    value, p_value = drift(sorted_label)
    blocks = np.arange(200) * 10 // 200
    counts = np.array([np.bincount(sorted_label.codes[blocks == b], minlength=2)
                       for b in range(10)])  # fmt: skip
    expected = chi2_contingency(counts, correction=False)
    assert value == pytest.approx(np.sqrt(expected.statistic / 200))
    assert p_value == pytest.approx(expected.pvalue)
    assert drift(LABEL)[0] == 0.0


def test_a_short_file_has_no_tenths():
    assert drift(category(["0", "1"] * 49)) is None
    assert drift(category(["0"] * 200)) is None
