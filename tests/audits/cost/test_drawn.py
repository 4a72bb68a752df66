"""How many calls count: inputs that were drawn, or calls where inputs take the same time."""

import numpy as np
import pytest

from audits.cost.drawn import DIFFERS, Drawn, differs


def of(inputs, *, apart=None, alike=True):
    return Drawn(range(inputs), inputs if apart is None else apart, alike)


def test_only_inputs_that_are_alike_are_asked_again():
    assert of(60).calls(400) == 400
    assert of(60, alike=False).calls(400) == 60
    assert of(900, alike=False).calls(400) == 400
    assert of(3, apart=0, alike=False).calls(400) == 1


def test_calls_of_inputs_that_take_the_same_time_all_count():
    took = np.random.default_rng(2).lognormal(size=400)
    assert of(60).counting(took) == 400
    assert of(60, alike=False).counting(took) == 60
    assert of(60).counting(took, differ=True) == 60
    assert of(60).counting(np.full(400, 0.002)) == 400
    # The grain of a clock, though it be another one for each input.
    assert of(60).counting(0.002 + 1e-6 * np.resize(np.arange(60) % 11, 400)) == 400


def test_inputs_that_take_different_times_count_once():
    rng = np.random.default_rng(0)
    took = np.resize(rng.lognormal(size=60), 400) * rng.lognormal(0, 0.1, 400)
    assert differs(took, 60)
    assert of(60).counting(took) == 60
    assert of(60, apart=7).counting(took) == 7
    assert of(400).counting(took[:400]) == 400  # each was asked once


def test_nothing_is_seen_of_inputs_that_were_asked_once():
    assert not differs(np.arange(50.0), 50)
    assert not differs(np.arange(51.0), 50)
    assert not differs(np.arange(50.0), 1)


@pytest.mark.parametrize("inputs", [20, 100])
def test_alike_inputs_are_taken_for_different_as_rarely_as_stated(inputs):
    """Of 100 draws; three standard errors of a share of .01 are .03."""
    rng = np.random.default_rng(inputs)
    wrong = [differs(rng.lognormal(size=400), inputs) for _ in range(100)]
    assert np.mean(wrong) <= DIFFERS + 0.03
