"""The interval of a difference, against the published example."""

import math

import pytest

from audits.statistics.mover import difference_interval


def test_the_interval_of_a_difference_is_that_of_the_published_example() -> None:
    # Newcombe 1998, Statistics in Medicine 17:873, table II, method 10: 56/70 - 48/80 with
    # Wilson intervals gives 0.0524 to 0.3339.
    def wilson(x: int, n: int) -> tuple[float, float]:
        z = 1.959963984540054
        p = x / n
        middle, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        scale = 1 + z * z / n
        return (middle - half) / scale, (middle + half) / scale

    found = difference_interval(48 / 80, wilson(48, 80), 56 / 70, wilson(56, 70))
    assert found == [pytest.approx(0.0524, abs=5e-5), pytest.approx(0.3339, abs=5e-5)]


def test_an_unbounded_side_stays_unbounded() -> None:
    assert difference_interval(1.0, [0.5, None], 2.0, [1.5, 3.0])[0] is None
