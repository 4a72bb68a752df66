import numpy as np
import pytest
from scipy import stats

from audits.perturbations.norm_balls import Norm, direction, linf_ends, project, random_start, sizes


def test_sizes_by_hand():
    change = np.zeros((2, 1, 2, 2), dtype=np.float32)
    change[0, 0] = [[0.3, -0.4], [0, 0]]
    assert sizes(change, Norm.LINF) == pytest.approx([0.4, 0])
    assert sizes(change, Norm.L2) == pytest.approx([0.5, 0])


def test_the_nearest_point_of_the_ball_is_that_of_the_same_direction():
    original = np.full((1, 1, 1, 2), 0.5, dtype=np.float32)
    far = original + np.float32([[[[0.3, -0.4]]]])
    nearest = project(far.copy(), original, Norm.L2, 0.25)
    assert nearest.ravel() == pytest.approx([0.65, 0.3])
    assert project(far.copy(), original, Norm.LINF, 0.25).ravel() == pytest.approx([0.75, 0.25])


@pytest.mark.parametrize("norm", list(Norm))
def test_what_lies_inside_stays_where_it_is(norm):
    rng = np.random.default_rng(1)
    original = rng.uniform(0.3, 0.7, (5, 1, 3, 3)).astype(np.float32)
    inside = original + rng.uniform(-0.01, 0.01, original.shape).astype(np.float32)
    np.testing.assert_allclose(project(inside.copy(), original, norm, 0.2), inside, atol=1e-7)


def test_between_the_ends_is_what_projection_gives():
    rng = np.random.default_rng(2)
    original = rng.random((5, 3, 4, 4), dtype=np.float32)
    moved = original + rng.normal(0, 0.3, original.shape).astype(np.float32)
    low, high = linf_ends(original, 0.1)
    between = np.maximum(np.minimum(moved, high), low)
    np.testing.assert_array_equal(between, project(moved.copy(), original, Norm.LINF, 0.1))


def test_starts_are_uniform_in_the_ball():
    """In l2 of d values the radius to the power of d is uniform (Kolmogorov-Smirnov)."""
    original = np.full((4000, 1, 1, 3), 0.5, dtype=np.float32)
    rng = np.random.default_rng(2)
    length = sizes(random_start(original, Norm.L2, 0.3, rng) - original, Norm.L2)
    assert stats.kstest((length / 0.3) ** 3, "uniform").pvalue > 0.01
    change = random_start(original, Norm.LINF, 0.3, rng) - original
    assert stats.kstest(change.ravel() / 0.6 + 0.5, "uniform").pvalue > 0.01


def test_the_steepest_step_of_size_one():
    gradient = np.float32([[[[3, -4]]], [[[0, 0]]]])
    assert direction(gradient, Norm.LINF).tolist() == [[[[1, -1]]], [[[0, 0]]]]
    np.testing.assert_allclose(direction(gradient, Norm.L2), [[[[0.6, -0.8]]], [[[0, 0]]]])


def test_starts_stay_in_the_range():
    original = np.float32([[[[0, 1]]]]).repeat(50, axis=0)
    for norm in Norm:
        start = random_start(original, norm, 0.5, np.random.default_rng(3))
        assert start.min() >= 0
        assert start.max() <= 1
