"""Sample sizes of Cohen 1988 (Statistical Power Analysis), and of simulated tests."""

import numpy as np
import pytest
from scipy.stats import ttest_1samp

from audits.claims.power import items_needed, power_of_t, runs_needed, smallest_shown
from audits.statistics.tests import mcnemar_exact


@pytest.mark.parametrize(
    ("effect", "groups", "needed"),
    [(0.2, 2, 394), (0.5, 2, 64), (0.8, 2, 26), (0.2, 1, 199), (0.5, 1, 34), (0.8, 1, 15)],
)
def test_as_many_as_cohens_tables_say(effect, groups, needed):
    assert runs_needed(effect, groups, 0.05) == needed
    assert smallest_shown(needed, groups, 0.05) <= effect


def test_power_is_how_often_a_test_shows_it():
    rng = np.random.default_rng(0)
    values = rng.normal(0.7, 1, (4000, 12))
    shown = ((ttest_1samp(values, 0, axis=1).pvalue <= 0.05) & (values.mean(1) > 0)).mean()
    assert power_of_t(0.7, 12, 1, 0.05) == pytest.approx(shown, abs=0.03)


def test_items_that_mcnemars_test_needs():
    """Connor 1987: with as many items about four in five tests show it."""
    items = items_needed(0.06, 0.2, 0.05)
    rng = np.random.default_rng(1)
    drawn = rng.multinomial(items, [0.13, 0.07, 0.8], 2000)
    shown = np.mean([mcnemar_exact(b, c) <= 0.05 and b > c for b, c, _ in drawn])
    assert 0.74 <= shown <= 0.84
    assert items_needed(0.0, 0.2, 0.05) is None


def test_an_effect_of_next_to_nothing_has_no_number():
    assert runs_needed(1e-6, 2, 0.05) is None
    assert items_needed(1e-5, 0.5, 0.05) is None
    assert smallest_shown(1, 2, 0.05) == np.inf
    assert power_of_t(1.0, 1, 1, 0.05) == 0.0
