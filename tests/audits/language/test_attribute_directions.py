import numpy as np
import pytest

from audits.language.attribute_directions import direction_of


def pairs(number, strength, seed=0, width=40):
    """Pairs of random words, of which the first lies so far along the first axis."""
    rng = np.random.default_rng(seed)
    middle = rng.normal(size=(number, width))
    apart = strength * np.eye(width)[0] + 0.3 * rng.normal(size=(number, width))
    return middle + apart, middle - apart


def test_what_pairs_have_in_common_is_the_direction_and_points_to_the_first():
    first, second = pairs(10, 3.0)
    axis = direction_of(first, second)
    assert axis.axis[0] > 0.95
    assert np.linalg.norm(axis.axis) == pytest.approx(1)
    assert axis.told_apart == axis.pairs == 10
    assert axis.undetermined_reason() is None
    assert direction_of(second, first).axis == pytest.approx(-axis.axis)
    assert axis.along(np.eye(40)[:2])[0] == pytest.approx(axis.axis[0])


def test_pairs_without_anything_in_common_have_none():
    reasons = [direction_of(*pairs(10, 0.0, seed)).undetermined_reason() for seed in range(200)]
    # Of a true 5 % eighteen or more of two hundred come in 1 of 100.
    assert sum(reason is None for reason in reasons) < 18
    assert "10 pairs have no direction in common" in next(filter(None, reasons))


def test_the_chance_of_pairs_that_add_up_is_the_rarest_there_is():
    first, second = pairs(6, 30.0)
    assert direction_of(first, second).p_value == 1 / 32  # of 64, itself and turned round
    many = direction_of(*pairs(40, 30.0))
    assert many.p_value == 1 / 10_000


def test_of_pairs_along_one_line_it_explains_all():
    one = np.array([[1.0, 1.0], [1.0, 2.0], [1.0, 0.5]])
    other = one * [-1, 1]
    axis = direction_of(one, other)
    assert axis.explained == pytest.approx(1)
    assert axis.axis == pytest.approx([1, 0], abs=1e-9)
