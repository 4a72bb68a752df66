import numpy as np

from audits.robustness.corruption_errors import error_by_row


def test_rows_add_up_to_it():
    """By hand: of two rows and two corruptions at two severities."""
    wrong = np.array([[[1, 0], [1, 1]], [[0, 0], [1, 0]]], dtype=bool)
    by_row = error_by_row(wrong, ["a", "b"], {"a": 0.5, "b": 0.25})
    # Row 1: (1 / .5 + .5 / .25) / 2 = 2; row 2: (.5 / .5 + 0) / 2 = .5.
    np.testing.assert_allclose(by_row, [2.0, 0.5])
    # All together: errors of .75 and .25 over baselines of .5 and .25, their mean.
    assert by_row.mean() == (0.75 / 0.5 + 0.25 / 0.25) / 2
