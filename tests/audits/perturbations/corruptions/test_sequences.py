"""What each severity does to a sequence, against its definition."""

import numpy as np
import pytest

from audits.perturbations.corruptions.sequences import CORRUPTIONS, deviation_of
from audits.planning.forward_passes import FAULTY, SEQUENCE_CORRUPTIONS

LONG = np.stack([np.arange(1000.0), 10 * np.arange(1000.0)], axis=1)
DEVIATION = np.array([2.0, 5.0])


def version(name, severity, steps=LONG, seed=1):
    return CORRUPTIONS[name].version(steps, DEVIATION, severity, seed)


def test_noise_is_a_share_of_each_channels_deviation():
    noise = version("step_noise", 5) - LONG
    np.testing.assert_allclose(noise.std(axis=0), [1.0, 2.5], rtol=0.1)


@pytest.mark.parametrize(("severity", "share"), [(1, 0.05), (5, 0.5)])
def test_one_span_stands_still(severity, share):
    changed = version("held_span", severity)
    other = np.flatnonzero((changed != LONG).any(axis=1))
    assert len(other) == pytest.approx(share * 1000, abs=1)
    assert (np.diff(other) == 1).all()
    np.testing.assert_array_equal(changed[other], np.tile(LONG[other[0] - 1], (len(other), 1)))


def test_one_span_is_a_straight_line():
    bent = LONG**2
    changed = version("straight_span", 3, bent)
    other = np.flatnonzero(~np.isclose(changed, bent).all(axis=1))
    slopes = np.diff(changed[other[0] - 1 : other[-1] + 2, 0])
    np.testing.assert_allclose(slopes, slopes[0])
    np.testing.assert_allclose(version("straight_span", 3), LONG)  # a line stays one


def test_later_moves_everything_and_keeps_the_length():
    changed = version("later", 3)
    np.testing.assert_array_equal(changed[100:], LONG[:900])
    np.testing.assert_array_equal(changed[:100], np.tile(LONG[0], (100, 1)))


def test_gain_and_zero_move_both_ways():
    factors = {float(version("scaled", 5, seed=s)[1, 0]) for s in range(20)}
    assert factors == {2.0, 0.5}
    moves = {tuple(version("offset", 5, seed=s)[0]) for s in range(20)}
    assert moves == {(2.0, 5.0), (-2.0, -5.0)}


@pytest.mark.parametrize("name", CORRUPTIONS)
@pytest.mark.parametrize("steps", [LONG, np.full((5, 1), np.nan), np.ones((1, 2))],
                         ids=["long", "missing", "one step"])  # fmt: skip
def test_every_kind_keeps_the_shape_and_gives_the_same_for_a_seed(name, steps):
    deviation = np.ones(steps.shape[1])
    for severity in range(1, 6):
        made = CORRUPTIONS[name].version(steps, deviation, severity, 3)
        assert made.shape == steps.shape
        again = CORRUPTIONS[name].version(steps, deviation, severity, 3)
        np.testing.assert_array_equal(made, again)
    assert np.isfinite(steps).all() == np.isfinite(made).all()


def test_the_deviation_is_that_of_all_steps_that_are_there():
    arrays = [np.array([[1.0, 0.0], [np.nan, 4.0]]), None, np.array([[3.0, np.nan]])]
    np.testing.assert_allclose(deviation_of(arrays), [1.0, 2.0])
    np.testing.assert_array_equal(deviation_of([None]), [0.0])


def test_plans_count_them_all():
    assert len(CORRUPTIONS) == SEQUENCE_CORRUPTIONS
    assert {len(corruption.severities) for corruption in CORRUPTIONS.values()} == {len(FAULTY)}
