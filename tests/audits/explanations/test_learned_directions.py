"""A planted entanglement is found at its size, and none is found where there is none."""

import numpy as np
import pytest

from audits.explanations.learned_directions import along_learned, carried, too_few


def drawn(rng, *, tangled=0.0, together=0.5, rows=120, width=6):
    """Rows of a layer: axis 0 holds the first attribute (and `tangled` of the other), axis 1 the
    other. together: how often the other is as the first."""
    first = rng.random(rows) < 0.5
    other = np.where(rng.random(rows) < together, first, ~first)
    layer = rng.normal(size=(rows, width))
    layer[:, 0] += 3.0 * first + tangled * other
    layer[:, 1] += 3.0 * other
    return layer.astype(np.float32), first, other


def test_the_difference_is_that_which_was_planted():
    """tangled 1 moves a row by one of the noise's deviations; within a level of the first the
    deviation is then sqrt(1 + 1/4)."""
    rng = np.random.default_rng(5)
    layer, first, other = drawn(rng, tangled=1.0, rows=4000)
    along = along_learned(layer, first, rng)
    # The direction leans a little against axis 1 to undo what axis 0 has of the other.
    found = carried(along, first, other, rng, draws=199)
    assert found.p_value == pytest.approx(1 / 200)
    assert 0.0 < found.value <= 1 / np.sqrt(1.25)
    assert found.together == pytest.approx(np.corrcoef(first, other)[0, 1])


def test_along_an_axis_that_is_given_the_difference_is_exact():
    """By hand: levels of the other differ by 2 in a stratum of two and two rows, and by 4 in one of
    three and two; those comparisons weigh 2 * 2 / 4 = 1 and 3 * 2 / 5 = 1.2."""
    first = np.array([True] * 4 + [False] * 5)
    other = np.array([True, True, False, False, True, True, True, False, False])
    along = np.array([3.0, 1.0, 1.0, -1.0, 5.0, 4.0, 3.0, 1.0, -1.0])
    found = carried(along, first, other, np.random.default_rng(0), draws=0)
    assert found.value == pytest.approx((1 * 2 + 1.2 * 4) / 2.2)
    # Variances of the cells: 2, 2, 1, 2, over 2, 2, 3, 2 rows.
    error = np.sqrt(1**2 * (2 / 2 + 2 / 2) + 1.2**2 * (1 / 3 + 2 / 2)) / 2.2
    assert found.error == pytest.approx(error)


def test_what_is_not_carried_is_seldom_found_and_its_interval_holds_nothing():
    rng = np.random.default_rng(11)
    below, covered, runs = 0, 0, 120
    for _ in range(runs):
        layer, first, other = drawn(rng)
        found = carried(along_learned(layer, first, rng), first, other, rng, draws=99)
        below += found.p_value <= 0.05
        low, high = found.limits(0.95)
        covered += low <= 0 <= high
    # Binomial limits of 120 runs at 5 %, three deviations above.
    assert below / runs <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / runs)
    assert covered / runs >= 0.95 - 3 * np.sqrt(0.05 * 0.95 / runs)


def test_a_planted_entanglement_is_found_nearly_always():
    rng = np.random.default_rng(12)
    found = []
    for _ in range(20):
        # The other stands on the first's own axis and nowhere else.
        layer, first, other = drawn(rng, tangled=1.5)
        layer[:, 1] -= 3.0 * other
        found.append(carried(along_learned(layer, first, rng), first, other, rng, draws=99).p_value)
    assert sum(p <= 0.05 for p in found) >= 19


@pytest.mark.parametrize(
    ("first", "other", "reason"),
    [
        ([1, 0] * 10, [1, 1, 0, 0] * 5, "20 rows where 30 are needed"),
        ([1] * 20 + [0] * 20, [1] * 20 + [0] * 16 + [1] * 4, "a level of one has 0 rows"),
    ],
)
def test_too_few_rows_are_said(first, other, reason):
    assert reason in too_few(np.array(first, dtype=bool), np.array(other, dtype=bool), 30)


def test_enough_rows_are_let():
    rows = np.array([1, 0] * 20, dtype=bool)
    assert too_few(rows, np.array([1, 1, 0, 0] * 10, dtype=bool), 30) is None
