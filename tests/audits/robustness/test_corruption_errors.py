from statistics import mean

import numpy as np
import pytest

from audits.robustness.corruption_errors import error_by_row
from tests.audits.probes.published import figures

# Of RobustBench, to .01.
PUBLISHED = {
    "AlexNet": 100.00, "Standard_R50": 76.38, "Salman2020Do_50_2_Linf": 80.00,
    "Hendrycks2020AugMix": 64.17, "Hendrycks2020Many": 60.04, "Geirhos2018_SIN": 76.67,
    "Geirhos2018_SIN_IN": 68.67, "Geirhos2018_SIN_IN_IN": 73.19, "Erichson2022NoisyMix": 60.46,
    "Erichson2022NoisyMix_new": 59.43, "Tian2022Deeper_DeiT-S": 47.61,
    "Tian2022Deeper_DeiT-B": 41.70,
}  # fmt: skip


def test_rows_add_up_to_it():
    """By hand: of two rows and two corruptions at two severities."""
    wrong = np.array([[[1, 0], [1, 1]], [[0, 0], [1, 0]]], dtype=bool)
    by_row = error_by_row(wrong, ["a", "b"], {"a": 0.5, "b": 0.25})
    # Row 1: (1 / .5 + .5 / .25) / 2 = 2; row 2: (.5 / .5 + 0) / 2 = .5.
    np.testing.assert_allclose(by_row, [2.0, 0.5])
    # All together: errors of .75 and .25 over baselines of .5 and .25, their mean.
    assert by_row.mean() == (0.75 / 0.5 + 0.25 / 0.25) / 2


def test_the_published_mean_corruption_errors():
    """Twelve networks under fifteen corruptions at five severities, AlexNet's errors the unit."""
    held = figures("corruptions")
    _, *kinds = held["columns"]
    errors = {name: 1 - np.array(accuracy) for name, *accuracy in held["rows"]}
    alexnet = dict(zip(kinds, map(mean, errors["AlexNet"].tolist()), strict=True))
    found = {}
    for network, wrong in errors.items():
        # One row that is answered wrongly by these shares: its score is the network's.
        (score,) = error_by_row(wrong[:, :, None], kinds, alexnet)
        found[network] = 100 * score
    assert (len(found), len(kinds)) == (12, 15)
    assert found == pytest.approx(PUBLISHED, abs=0.005 + 1e-9)
