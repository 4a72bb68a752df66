"""From where on a measured value is worth a warning."""

import pytest

from audits.probing.advice import Bound


@pytest.mark.parametrize(
    ("bound", "value", "p_value", "expected"),
    [
        (Bound(0.1, 0.05), 0.2, 0.01, True),
        (Bound(0.1, 0.05), 0.1, 0.01, False),
        (Bound(0.1, 0.05), 0.2, 0.05, True),
        (Bound(0.1, 0.05), 0.2, 0.051, False),
        (Bound(), 1e-9, 1.0, True),
        (Bound(), 0.0, 0.0, False),
    ],
)
def test_it_must_be_above_the_limit_and_more_than_chance(bound, value, p_value, expected):
    assert bound.exceeded(value, p_value) is expected
