"""The winner's curse: figures of tables, and of simulations whose truth is known."""

import os

import numpy as np
import pytest

from audits.claims.best_of_many import expected_largest, expected_validation, measured_choice
from audits.statistics.intervals import limits

LONG = os.environ.get("EVENHAND_LONG") == "1"


@pytest.mark.parametrize(
    ("number", "largest"), [(1, 0.0), (2, 0.56419), (3, 0.84628), (5, 1.16296), (10, 1.53875)]
)
def test_the_largest_of_normal_values_as_tables_have_it(number, largest):
    """David & Nagaraja 2003, Order Statistics, table 3.2."""
    assert expected_largest(number) == pytest.approx(largest, abs=1e-5)


def test_expected_validation_by_hand():
    """Of two variants drawn once or twice with replacement."""
    np.testing.assert_allclose(expected_validation(np.array([0.0, 1.0])), [0.5, 0.75])
    np.testing.assert_allclose(
        expected_validation(np.array([3.0, 1.0, 2.0])), [2.0, (1 + 2 * 3 + 3 * 5) / 9, 72 / 27]
    )


@pytest.mark.parametrize("truth", [(0.0,) * 8, (0.0, 0.1, 0.2, 0.3, 0.4), (0.0, 0.0, 1.0)])
def test_the_correction_has_no_bias_and_its_interval_holds(truth):
    """The winner looks better than it is; units that did not choose it do not say so."""
    rng, draws = np.random.default_rng(3), 5000 if LONG else 500
    looks, corrected, held = [], [], 0
    for _ in range(draws):
        units = rng.normal(size=(40, len(truth))) + truth
        best = measured_choice(units, rng)
        true = truth[best.winner]
        looks.append(best.looks - true)
        corrected.append(best.corrected - true)
        drawn = limits("student_t", (best.corrected, best.error, best.units - 1), 0.95)
        held += drawn.lower <= true <= drawn.upper
    error = np.std(corrected) / np.sqrt(draws)
    assert abs(np.mean(corrected)) <= 3 * error
    assert held / draws >= 0.95 - 3 * np.sqrt(0.95 * 0.05 / draws)
    if len(set(truth)) > 3 or len(truth) == 8:
        assert np.mean(looks) > 10 * error  # the curse itself


def test_a_choice_is_made_on_one_half_and_measured_on_the_other():
    units = np.zeros((10, 2))
    units[:, 1] = np.arange(10)
    best = measured_choice(units, np.random.default_rng(0))
    assert (best.winner, best.units) == (1, 5)
    assert best.looks + best.corrected == pytest.approx(9.0)  # 45 over two halves of five
    assert best.optimism == pytest.approx(best.looks - best.corrected)
